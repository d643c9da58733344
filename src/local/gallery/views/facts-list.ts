import { html } from 'hono/html'
import type { Described } from '../describe.ts'
import { focusNote } from './focus-section.ts'
import { bytesText } from './humanize.ts'
import type { Html } from './layout.ts'

/** What most people want to know of an original. */
export function factsList(described: Described, mayChange: boolean): Html | '' {
  const { info, original, focus } = described
  if (info === null) return ''
  const { camera, taken } = info
  const note = focusNote(described, mayChange)
  const rows: [string, string | Html | undefined][] = [
    ['Original', `${info.width} × ${info.height}, ${info.format.toUpperCase()}, ${bytesText(original.bytes)}`],
    ['Taken', taken?.slice(0, 16).replace('T', ' ')],
    ['Camera', [camera?.make, camera?.model].filter((part) => part !== undefined).join(' ')],
    ['Colour', html`${swatch(info.dominantColour)} <code>${info.dominantColour}</code>`],
    [
      'Placeholder',
      html`<img class="placeholder" src="${info.placeholder}" width="${info.width}" height="${info.height}" alt="" />
        ${Buffer.from(info.thumbHash, 'base64').length} bytes`,
    ],
    ['Focus point', focus === null ? (note ?? undefined) : html`${shares(focus)}${note === null ? '' : `. ${note}`}`],
  ]
  return html`<dl class="facts">
    ${rows.map(([name, value]) =>
      value === undefined || value === ''
        ? ''
        : html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
    )}
  </dl>`
}

function shares({ x, y }: { readonly x: number; readonly y: number }): string {
  return `${Math.round(100 * x)} % from the left, ${Math.round(100 * y)} % from the top`
}

/** A patch of a colour, which is an attribute of SVG since the page's policy forbids style attributes. */
function swatch(colour: string): Html {
  return html`<svg class="swatch" viewBox="0 0 1 1" aria-hidden="true">
    <rect width="1" height="1" fill="${colour}" />
  </svg>`
}
