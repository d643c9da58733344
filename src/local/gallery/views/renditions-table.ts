import { html } from 'hono/html'
import { OPEN } from '../../../recipe.ts'
import { visitorUrl } from '../addresses.ts'
import type { Described, DescribedRendition, DescribedSize } from '../describe.ts'
import { copyLink } from './copy-link.ts'
import { bytesText, formatName, saving, savingText } from './humanize.ts'
import type { Html } from './layout.ts'

/**
 * Every rendition, by size, with its public address.
 *
 * @param origin is where visitors get the pictures, such as `https://images.example.com`
 * @param isView whether they are another service's, of which nobody knows here what it would make at a request
 */
export function renditionsTable({ key, sizes, original }: Described, origin: string, isView: boolean): Html {
  return html`<section class="made" aria-labelledby="renditions-title">
    <h2 id="renditions-title">Renditions</h2>
    <div class="scroll" tabindex="0" role="group" aria-labelledby="renditions-title">
      <table class="renditions">
        <thead>
          <tr>
            <th scope="col">${two('Name', 'Format')}</th>
            <th scope="col">${two('Bytes', 'Pixels')}</th>
            <th scope="col">${two('Saved', 'In its size')}</th>
            <th scope="col"><span class="unseen">Link</span></th>
          </tr>
        </thead>
        ${sizes.map(
          (size) =>
            html`<tbody class="size">
              <tr>
                <th scope="rowgroup" colspan="4">${size.name} <span class="quiet">${boxText(size)}</span></th>
              </tr>
              ${size.renditions.map((made) => row({ key, origin, isView, size, original: original.bytes }, made))}
            </tbody>`,
        )}
      </table>
    </div>
    <p class="quiet">Saved: of the original's ${bytesText(original.bytes)}, and of the fallback of the same size.</p>
    ${
      sizes.some(({ renditions }) => renditions.some(({ stored }) => stored?.isOtherwise))
        ? html`<p class="quiet">* Made with other settings than those of this configuration.</p>`
        : ''
    }
  </section>`
}

/** Writes the size that a variant asks for. */
function boxText({ box }: DescribedSize): string {
  const [width, height] = [box.width, box.height].map((side) => (side === OPEN ? 'any' : String(side)))
  return {
    cover: `fills ${width} × ${height}`,
    contain: `in a box of ${width} × ${height}`,
    inside: `fits into ${width} × ${height}`,
  }[box.fit]
}

/** What a row is told beside its rendition. */
interface Around {
  readonly key: string
  readonly origin: string
  readonly isView: boolean
  readonly size: DescribedSize
  /** The bytes of the original. */
  readonly original: number
}

function row({ key, origin, isView, size, original }: Around, made: DescribedRendition): Html {
  const { name, stored } = made
  const url = visitorUrl(origin, name, key)
  const link = html`<a href="${url}">${name}</a>`
  const copy = copyLink(url, `Copy link of ${name}`, `address-${name}`)
  if (stored === null) {
    return html`<tr>
      <th scope="row">${link}</th>
      <td class="quiet" colspan="2">${made.format}, ${isView ? 'not stored' : 'made at the first request'}</td>
      <td>${copy}</td>
    </tr>`
  }
  const { width, height, bytes, contentType, isOtherwise } = stored
  return html`<tr>
    <th scope="row">${two(link, `${formatName(contentType)}${isOtherwise ? ' *' : ''}`)}</th>
    <td>${two(bytesText(bytes), `${width} × ${height}`)}</td>
    <td>${two(savingText(saving(bytes, original)), againstFallback(size, made, bytes))}</td>
    <td>${copy}</td>
  </tr>`
}

/** What it saves against the fallback of its size; nothing where it is that one. */
function againstFallback({ renditions }: DescribedSize, made: DescribedRendition, bytes: number): string {
  const fallback = renditions.find(({ format }) => format === 'fallback')
  if (fallback === undefined || fallback === made || fallback.stored === null) return ''
  return savingText(saving(bytes, fallback.stored.bytes))
}

/** Two values of a cell: beside each other where there is room, and below each other on a phone. */
function two(first: string | Html, second: string): Html {
  return html`<span class="two"><span>${first}</span> <span class="quiet">${second}</span></span>`
}
