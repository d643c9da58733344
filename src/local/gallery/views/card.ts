import { html } from 'hono/html'
import { pageUrl, visitorUrl } from '../addresses.ts'
import type { GalleryItem } from '../collect.ts'
import { bytesText, formatName } from './humanize.ts'
import type { Html } from './layout.ts'

/** An original in the list: a preview, and what was made of it or why nothing was. */
export function card(item: GalleryItem, site: string, variants: readonly string[], mayRetry: boolean): Html {
  if (item.refusal !== null)
    return html`<h3>${item.key}</h3>
      <p class="refusal">Failed: ${item.refusal}.</p>
      ${mayRetry ? retryButton(item.key) : ''}`
  if (item.renditions.length === 0)
    return html`<h3>${item.key}</h3>
      <p class="quiet">
        ${item.isArchived ? 'Archived: it can be made when it is restored.' : 'Not made yet, or not a picture.'}
      </p>`
  const preview = variants.includes('medium') ? 'medium' : (variants[0] ?? '')
  const shown = item.renditions.find(({ name }) => name === preview)
  return html`<figure>
    <a href="${pageUrl(item.key)}">
      <img
        src="${visitorUrl(site, preview, item.key, shown?.etag)}"
        alt=""
        loading="lazy"
        decoding="async"
        ${shown === undefined ? '' : html`width="${shown.width}" height="${shown.height}"`}
      />
      <h3>${item.key}</h3>
    </a>
    <figcaption>
      <p class="quiet">
        Original ${bytesText(item.bytes)}. <span class="got">This browser gets <output>…</output></span>
      </p>
      <details>
        <summary>${item.renditions.length} renditions</summary>
        ${table(item, site)}
      </details>
    </figcaption>
  </figure>`
}

function table({ key, renditions }: GalleryItem, site: string): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Renditions">
    <table>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Pixels</th>
          <th scope="col">Format</th>
          <th scope="col">Bytes</th>
        </tr>
      </thead>
      <tbody>
        ${renditions.map(
          (one) =>
            html`<tr data-bytes="${one.bytes}" data-format="${formatName(one.contentType)}">
              <th scope="row"><a href="${visitorUrl(site, one.name, key)}">${one.name}</a></th>
              <td>${one.width} × ${one.height}</td>
              <td>${formatName(one.contentType)}</td>
              <td>${bytesText(one.bytes)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

/** The button that has a broken original tried again. The script `live.js` brings it to life. */
export function retryButton(key: string): Html {
  return html`<button class="retry" type="button" data-retry="${key}" aria-label="Retry ${key}">Retry</button>`
}
