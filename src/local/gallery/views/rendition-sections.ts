import { html } from 'hono/html'
import { OPEN } from '../../../recipe.ts'
import { exactUrl, visitorUrl } from '../addresses.ts'
import type { Described, DescribedRendition, DescribedSize } from '../describe.ts'
import { bytesText, formatName, saving, savingText } from './humanize.ts'
import type { Html } from './layout.ts'

/** Every rendition, beside the others of its size. The script `compare.js` reads their data attributes. */
export function renditionSections({ key, sizes, original }: Described, site: string): Html {
  return html`<section aria-labelledby="renditions-title">
    <h2 id="renditions-title">Renditions</h2>
    <p class="quiet">Saved: of the original's ${bytesText(original.bytes)}.</p>
    ${sizes.map(
      (size) =>
        html`<section class="size" aria-label="${size.name}">
          <h3>${size.name} <span class="quiet">${boxText(size)}</span></h3>
          <ul class="renditions">
            ${size.renditions.map((made) => html`<li>${card(key, site, size, made, original.bytes)}</li>`)}
          </ul>
        </section>`,
    )}
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

function card(key: string, site: string, size: DescribedSize, made: DescribedRendition, original: number): Html {
  const { name, stored } = made
  const fallback = size.renditions.find(({ format }) => format === 'fallback')
  return html`<figure
    class="rendition"
    ${stored === null ? '' : html`data-rendition="${name}" data-size="${size.name}" data-format="${formatName(stored.contentType)}" data-bytes="${stored.bytes}" data-src="${exactUrl(key, made)}" data-width="${stored.width}" data-height="${stored.height}"`}
  >
    ${
      stored === null && site !== ''
        ? ''
        : html`<img
            src="${exactUrl(key, made)}"
            alt=""
            loading="lazy"
            decoding="async"
            ${stored === null ? '' : html`width="${stored.width}" height="${stored.height}"`}
          />`
    }
    <figcaption>
      <h4><a href="${visitorUrl(site, name, key)}">${name}</a></h4>
      ${stored === null ? html`<p class="quiet">${made.format}, made at the first request</p>` : facts(made, stored, original, fallback)}
    </figcaption>
  </figure>`
}

function facts(
  made: DescribedRendition,
  stored: NonNullable<DescribedRendition['stored']>,
  original: number,
  fallback: DescribedRendition | undefined,
): Html {
  const against =
    fallback === undefined || fallback === made || fallback.stored === null
      ? null
      : {
          name: formatName(fallback.stored.contentType),
          text: savingText(saving(stored.bytes, fallback.stored.bytes)),
        }
  return html`${stored.isOtherwise ? html`<p class="quiet">Made with other settings than those of this configuration.</p>` : ''}
    <dl>
      <div>
        <dt>Format</dt>
        <dd>${formatName(stored.contentType)}</dd>
      </div>
      <div>
        <dt>Pixels</dt>
        <dd>${stored.width} × ${stored.height}</dd>
      </div>
      <div>
        <dt>Bytes</dt>
        <dd>${bytesText(stored.bytes)}</dd>
      </div>
      <div>
        <dt>Saved</dt>
        <dd>${savingText(saving(stored.bytes, original))}</dd>
      </div>
      ${
        against === null
          ? ''
          : html`<div class="gain">
              <dt>Against ${against.name}</dt>
              <dd>${against.text}</dd>
            </div>`
      }
    </dl>`
}
