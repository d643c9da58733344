import { html } from 'hono/html'
import type { Info } from '../../../core/info.ts'
import { bytesText } from './humanize.ts'
import type { Html } from './layout.ts'

/** A table of what `/info/<key>` tells of the original. */
export function infoTable(info: Info): Html {
  return html`<details class="known">
    <summary>
      <h2>What <code>/info</code> tells</h2>
    </summary>
    <div class="scroll" tabindex="0" role="group" aria-label="Info">
      <table class="info">
        <tbody>
          ${rowsOf(info).map(
            ([name, value]) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td>${value}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`
}

function rowsOf(info: Info): [string, string][] {
  const { camera, taken, copyright, artist } = info
  const rows: [string, string | undefined][] = [
    ['Key', info.key],
    ['Pixels', `${info.width} × ${info.height}`],
    ['File', `${info.format.toUpperCase()}, ${bytesText(info.bytes)} (${info.bytes} bytes)`],
    ['EXIF orientation', String(info.orientation)],
    ['Colour space', info.colourSpace],
    ['Transparency', info.hasAlpha ? 'yes' : 'no'],
    [
      'Frames or pages',
      info.pages === info.frames ? String(info.pages) : `${info.pages}, of which ${info.frames} shown`,
    ],
    ['Dominant colour', info.dominantColour],
    ['ThumbHash', info.thumbHash],
    ['Camera', [camera?.make, camera?.model].filter((part) => part !== undefined).join(' ')],
    ['Lens', camera?.lens],
    ['Taken', taken],
    ['Copyright', copyright],
    ['Artist', artist],
  ]
  return rows.flatMap(([name, value]): [string, string][] =>
    value === undefined || value === '' ? [] : [[name, value]],
  )
}
