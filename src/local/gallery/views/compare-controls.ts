import { html } from 'hono/html'
import type { Described } from '../describe.ts'
import { bytesText } from './humanize.ts'
import type { Html } from './layout.ts'
import { firstPair, type Side, sidesOf } from './sides.ts'

/** What chooses the two renditions under the slider, and how they are looked at. `compare.js` and `zoom.js` bring it to life. */
export function compareControls(described: Described, more: Html | ''): Html | '' {
  const pair = firstPair(described)
  if (pair === null) return ''
  const groups = sidesOf(described)
  return html`<div class="toolbar" id="compare">
      ${choice('Left', pair[0], groups)} ${choice('Right', pair[1], groups)}
      <div class="segments" role="group" aria-label="Zoom">
        <button type="button" data-zoom="0" aria-pressed="true">Fit</button>
        <button type="button" data-zoom="1" aria-pressed="false">100 %</button>
        <button type="button" data-zoom="2" aria-pressed="false">200 %</button>
      </div>
      <button type="button" id="compare-difference" aria-pressed="false" title="Black where both are the same">
        Difference
      </button>
      ${more}
      <p class="unseen" id="compare-status" role="status"></p>
    </div>
    <div class="result" aria-live="polite">
      <p id="compare-bytes"></p>
      <p id="compare-similarity" class="quiet"></p>
    </div>`
}

function choice(label: 'Left' | 'Right', first: Side, groups: readonly Side[][]): Html {
  const id = `compare-${label.toLowerCase()}`
  return html`<div class="field">
    <label for="${id}">${label}</label>
    <select id="${id}" autocomplete="off">
      ${groups.map(
        (sides) =>
          html`<optgroup label="${sides[0]?.size}, ${sides[0]?.width} × ${sides[0]?.height}">
            ${sides.map((side) => option(side, side.name === first.name))}
          </optgroup>`,
      )}
    </select>
  </div>`
}

function option({ name, size, shape, format, src, width, height, bytes }: Side, isChosen: boolean): Html {
  return html`<option
    value="${name}"
    data-size="${size}"
    data-shape="${shape}"
    data-format="${format}"
    data-src="${src}"
    data-width="${width}"
    data-height="${height}"
    data-bytes="${bytes}"
    data-told="${bytesText(bytes)}"
    ${isChosen ? 'selected' : ''}
  >
    ${size} ${format}
  </option>`
}
