import { md5 } from '../../../stores/store.ts'
import type { ListedOriginal } from '../listing.ts'

/** A panorama or a slim portrait is cropped to these: in its own ratio it would be a line, or have a row for itself. */
const RATIOS = { slimmest: 0.5, widest: 2.5 }
/** That of most cameras, for what is not known yet. */
const USUAL_RATIO = 1.5
const DATA_URL = /^data:image\/webp;base64,[A-Za-z0-9+/]{1,4000}={0,2}$/
const COLOUR = /^#[0-9a-f]{6}$/

/** The id of a picture's place in the grid. It follows from the key, so a rule fits the place wherever a change moves it. */
export function tileId(key: string): string {
  return `p${md5(Buffer.from(key)).slice(0, 10)}`
}

/**
 * The rules by which each place has its picture's ratio and shows its placeholder before the picture is there, so that
 * nothing moves. `live.js` takes these rules as a whole from the newer page: no script has to know what is in them.
 */
export function tileStyle(items: readonly ListedOriginal[]): string {
  return items.map((item) => `#${tileId(item.key)}{${declarations(item)}}`).join('\n')
}

/** The ratio of a place: width divided by height. */
function ratioOf({ info, preview }: Pick<ListedOriginal, 'info' | 'preview'>): number {
  const { width, height } = info ?? preview ?? { width: USUAL_RATIO, height: 1 }
  const ratio = width / height
  return Number.isFinite(ratio) ? Math.min(RATIOS.widest, Math.max(RATIOS.slimmest, ratio)) : USUAL_RATIO
}

/** What stands in a store may be of anybody who can write there, so only what has the form is written into a rule. */
function declarations(item: ListedOriginal): string {
  const { dominantColour = '', placeholder = '' } = item.info ?? {}
  return [
    `--r:${ratioOf(item).toFixed(4)}`,
    ...(COLOUR.test(dominantColour) ? [`--colour:${dominantColour}`] : []),
    ...(DATA_URL.test(placeholder) ? [`--blur:url(${placeholder})`] : []),
  ].join(';')
}
