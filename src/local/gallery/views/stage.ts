import { html } from 'hono/html'
import type { Described } from '../describe.ts'
import { bytesText } from './humanize.ts'
import type { Html } from './layout.ts'
import { firstPair, type Side } from './sides.ts'

/**
 * The picture, as large as the window allows: two renditions of it over each other, which `compare.js` parts by a slider
 * and `zoom.js` enlarges. Without scripts one of them is shown.
 *
 * @param over is what lies over it
 */
export function stage(described: Described, over: Html | ''): Html | '' {
  const pair = firstPair(described)
  if (pair === null) return ''
  const [left, right] = pair
  return html`<div
    class="stage"
    id="stage"
    tabindex="0"
    role="group"
    aria-label="The picture: plus and minus enlarge it, arrow keys move it then"
    data-key="${described.key}"
    data-width="${left.width}"
    data-height="${left.height}"
  >
    <div class="side">${picture('right', right)}</div>
    <div class="side left">${picture('left', left)}</div>
    <span class="tag left" id="compare-left-tag" aria-hidden="true">${tagText(left)}</span>
    <span class="tag right" id="compare-right-tag" aria-hidden="true">${tagText(right)}</span>
    <span class="line" aria-hidden="true"></span>
    <input
      id="compare-at"
      type="range"
      min="0"
      max="100"
      value="50"
      aria-label="How much of the left picture is shown"
    />
    ${over}
  </div>`
}

function picture(at: 'left' | 'right', { src, width, height }: Side): Html {
  return html`<img
    id="compare-${at}-image"
    src="${src}"
    width="${width}"
    height="${height}"
    alt=""
    draggable="false"
    fetchpriority="high"
  />`
}

function tagText({ format, bytes }: Side): string {
  return `${format} ${bytesText(bytes)}`
}

/** The sizes of the picture for the style sheet, which lays the page out by them before it is there. */
export function stageStyle(described: Described): string {
  const [side] = firstPair(described) ?? []
  if (side === undefined) return ''
  return `.viewer{--ratio:${(side.width / side.height).toFixed(4)};--wide:${side.width}px;--tall:${side.height}px}`
}

/** Whether the picture is so tall that its facts fit beside it. */
export function isTall(described: Described): boolean {
  const [side] = firstPair(described) ?? []
  return side !== undefined && side.width < 1.2 * side.height
}
