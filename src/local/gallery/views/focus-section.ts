import { html } from 'hono/html'
import { OPEN } from '../../../recipe.ts'
import { exactUrl } from '../addresses.ts'
import type { Described, DescribedRendition, DescribedSize } from '../describe.ts'
import type { Html } from './layout.ts'
import { firstPair } from './sides.ts'

/** The sizes that crop, of which a focus point decides what is seen. */
function coversOf({ sizes }: Pick<Described, 'sizes'>): DescribedSize[] {
  return sizes.filter(({ box }) => box.fit === 'cover' && box.width < OPEN && box.height < OPEN)
}

/** Whether a point can be set here: by who may change something, where it is in a file of its own, and decides something. */
export function canSetFocus(described: Described, mayChange: boolean): boolean {
  const { beside } = described
  const isOfUse = coversOf(described).length > 0 && firstPair(described) !== null
  return mayChange && isOfUse && beside !== null && !('fault' in beside)
}

/** The button that begins it. */
export function focusButton({ focus }: Described): Html {
  return html`<button type="button" id="focus-open">${focus === null ? 'Set' : 'Move'} focus point</button>`
}

/** The place in which the point is chosen: it lies over the stage, and `focus.js` brings it to life. */
export function focusPick(described: Described): Html | '' {
  const [side] = firstPair(described) ?? []
  if (side === undefined || coversOf(described).length === 0) return ''
  return html`<div class="pick" id="focus-pick" hidden>
    <img src="${side.src}" width="${side.width}" height="${side.height}" alt="" draggable="false" />
    <button type="button" class="cross" id="focus-cross"></button>
  </div>`
}

/** What is said and done while a point is chosen. */
export function focusPanel({ key, focus, beside }: Described): Html | '' {
  if (beside === null || 'fault' in beside) return ''
  return html`<section
    class="focus"
    id="focus"
    hidden
    aria-labelledby="focus-title"
    data-key="${key}"
    data-at="${100 * (focus?.x ?? 0.5)} ${100 * (focus?.y ?? 0.5)}"
    data-seen="${beside.etag ?? ''}"
  >
    <h2 id="focus-title">Focus point</h2>
    <p>Click what must stay in sight where the picture is cropped, or move the cross with the arrow keys.</p>
    <p class="quiet" id="focus-status" role="status"></p>
    <div class="focus-actions">
      <button type="button" class="primary" id="focus-save">Save</button>
      ${focus === null ? '' : html`<button type="button" id="focus-remove">Remove</button>`}
      <button type="button" id="focus-cancel">Cancel</button>
    </div>
  </section>`
}

/** The crops as they are stored; while a point is chosen `focus.js` shows in their place what they would be. */
export function crops(described: Described): Html | '' {
  const covers = coversOf(described)
  const [whole] = firstPair(described) ?? []
  if (covers.length === 0 || whole === undefined) return ''
  return html`<ul class="crops" aria-label="Crops">
    ${covers.map(
      ({ name, renditions }, index) =>
        html`<li>
          <figure class="crop-${index}">
            ${cropImage(described.key, renditions)}
            <img class="preview" data-src="${whole.src}" alt="" hidden />
            <figcaption class="quiet">${name}</figcaption>
          </figure>
        </li>`,
    )}
  </ul>`
}

function cropImage(key: string, renditions: readonly DescribedRendition[]): Html | '' {
  const made = renditions.find(({ format, stored }) => format === 'fallback' && stored !== null)
  return made === undefined ? '' : html`<img class="made" src="${exactUrl(key, made)}" alt="" />`
}

/** The shapes of the crops, and which part of the picture each has, for the style sheet. */
export function cropsStyle(described: Described): string {
  const [whole] = firstPair(described) ?? []
  if (whole === undefined) return ''
  return coversOf(described)
    .map(({ box }, index) => {
      const shape = box.width / box.height
      const part = (shape * whole.height) / whole.width
      const [x, y] = [Math.min(1, part), Math.min(1, 1 / part)]
      return `.crop-${index}{--shape:${shape.toFixed(4)};--part-x:${x.toFixed(4)};--part-y:${y.toFixed(4)}}`
    })
    .join('')
}

/** Why the point cannot be set by a click, to who may change something; `null` where it can, or where it decides nothing. */
export function focusNote(described: Described, mayChange: boolean): string | null {
  const { beside } = described
  if (!mayChange || coversOf(described).length === 0) return null
  if (beside === null) return 'In a bucket it is set with the object: --metadata focus=0.3,0.7'
  return 'fault' in beside ? beside.fault : null
}
