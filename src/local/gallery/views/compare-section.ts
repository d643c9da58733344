import { html } from 'hono/html'
import type { Described } from '../describe.ts'
import type { Html } from './layout.ts'

/** A slider that lays two formats of one size over each other. The script `compare.js` brings it to life. */
export function compareSection({ key, sizes }: Described): Html | '' {
  const comparable = sizes.filter(({ renditions }) => renditions.filter(({ stored }) => stored !== null).length > 1)
  if (comparable.length === 0) return ''
  return html`<section id="compare" data-key="${key}" aria-labelledby="compare-title" hidden>
    <h2 id="compare-title">Compare</h2>
    <div class="controls">
      <div class="field">
        <label for="compare-size">Size</label>
        <select id="compare-size">
          ${comparable.map(({ name }) => html`<option value="${name}">${name}</option>`)}
        </select>
      </div>
      <div class="field">
        <label for="compare-left">Left</label>
        <select id="compare-left"></select>
      </div>
      <div class="field">
        <label for="compare-right">Right</label>
        <select id="compare-right"></select>
      </div>
    </div>
    <div class="stage">
      <img id="compare-right-image" alt="" />
      <img id="compare-left-image" alt="" />
      <span class="tag left" aria-hidden="true"></span>
      <span class="tag right" aria-hidden="true"></span>
      <span class="line" aria-hidden="true"></span>
      <input
        id="compare-at"
        type="range"
        min="0"
        max="100"
        value="50"
        aria-label="How much of the left picture is shown"
      />
    </div>
    <div class="result" aria-live="polite">
      <p id="compare-bytes"></p>
      <p id="compare-similarity"></p>
    </div>
  </section>`
}
