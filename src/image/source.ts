import type { Box, Limits } from '../recipe.ts'
import { lightByCodes } from './colour/colour.ts'
import { decode, withoutNeedlessAlpha } from './decode.ts'
import { openExif } from './metadata/exif.ts'
import { withClearing } from './container/gif-frames.ts'
import { type Header, readHeader } from './header.ts'
import { openHeic } from './heic/heic.ts'
import { withoutBulk } from './container/png-text.ts'
import { rightsOf } from './metadata/rights.ts'
import type { Pixels } from './sharp.ts'
import { hasPlace, shotOf } from './metadata/capture.ts'
import type { Kind } from './kinds.ts'
import { sniff } from './sniff.ts'
import { openSvg } from './draw-svg.ts'
import { withFrames } from './container/webp-frames.ts'

/** More than any configuration allows: of what has so many, one is shown. */
const MOST_FRAMES = 10_000

/** An original of which only the header has been read. */
export interface Source {
  readonly header: Header
  /**
   * Decodes it at a scale, upright and in sRGB.
   *
   * @param scale of width and height, at most 1
   * @throws Refused when it is damaged
   */
  decode(scale: number): Promise<Pixels>
}

/**
 * Reads the header, by the decoder that the kind of picture needs.
 *
 * @param boxes what a drawing is to be large enough for
 * @throws Refused when it cannot be read, exceeds the limits, or has no decoder here
 */
export async function openSource(bytes: Uint8Array, limits: Limits, boxes: readonly Box[]): Promise<Source> {
  const kind = sniff(bytes)
  if (kind === 'heic') return heicSource(bytes, limits)
  if (kind === 'svg') return svgSource(bytes, limits, boxes)
  const file = prepared(kind, bytes)
  const header = await readHeader(file, limits, boxes)
  return { header, decode: (scale) => decode(file, header, scale) }
}

function prepared(kind: Kind | null, bytes: Uint8Array): Uint8Array {
  if (kind === 'png') return withoutBulk(bytes)
  if (kind === 'gif') return withClearing(bytes, MOST_FRAMES)
  return kind === 'webp' ? withFrames(bytes, MOST_FRAMES) : bytes
}

/** What is the same of all pictures that are none of Sharp's. */
const plain = {
  orientation: 1,
  pages: 1,
  frames: 1,
  delay: [],
  loop: 0,
  colour: { space: 'srgb', hasProfile: false, isDeep: false, isFloat: false, light: null },
  colourSpace: 'srgb',
  hasGainMap: false,
  rights: {},
  shot: {},
  hasPlace: false,
} as const

async function heicSource(bytes: Uint8Array, limits: Limits): Promise<Source> {
  const heic = await openHeic(bytes, limits)
  const exif = heic.exif === null ? null : openExif(heic.exif)
  const light = heic.icc === null && heic.nclx !== null ? lightByCodes(heic.nclx.primaries, heic.nclx.transfer) : null
  const header: Header = {
    ...plain,
    delay: [],
    kind: 'heic',
    size: heic.size,
    colour: { ...plain.colour, hasProfile: heic.icc !== null, light },
    rights: rightsOf({ ...(heic.xmp !== null && { xmp: heic.xmp }) }, exif),
    shot: shotOf(exif),
    hasPlace: hasPlace(exif, heic.xmp),
  }
  return { header, decode: async (scale) => decode(await heic.decode(), header, scale) }
}

async function svgSource(bytes: Uint8Array, limits: Limits, boxes: readonly Box[]): Promise<Source> {
  const svg = await openSvg(bytes, limits, boxes)
  const header: Header = { ...plain, delay: [], kind: 'svg', size: svg.size, natural: svg.natural }
  return { header, decode: async (scale) => withoutNeedlessAlpha(await svg.draw(scale)) }
}
