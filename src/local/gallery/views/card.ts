import { html } from 'hono/html'
import { pageUrl, visitorUrl } from '../addresses.ts'
import type { ListedOriginal } from '../listing.ts'
import { bytesText } from './humanize.ts'
import type { Html } from './layout.ts'

/** An original in the list: a preview, and what was made of it or why nothing was. */
export function card(item: ListedOriginal, site: string, mayRetry: boolean): Html {
  const { key, bytes, preview, made, refusal, state } = item
  if (state === 'failed')
    return html`<h3>${key}</h3>
      <p class="refusal">Failed: ${refusal}.</p>
      ${mayRetry ? retryButton(key) : ''}`
  if (state !== 'ready')
    return html`<h3>${key}</h3>
      <p class="quiet">
        ${state === 'archived' ? 'Archived: it can be made when it is restored.' : 'Not made yet, or not a picture.'}
      </p>`
  return html`<figure>
    <a href="${pageUrl(key)}">
      ${preview === null ? '' : image(site, key, preview)}
      <h3>${key}</h3>
    </a>
    <figcaption>
      <p class="quiet">
        Original ${bytesText(bytes)}; ${made.files} renditions of it, ${bytesText(made.bytes)} together.
        <span class="got">This browser gets <output>…</output></span>
      </p>
    </figcaption>
  </figure>`
}

function image(site: string, key: string, { name, etag, width, height }: NonNullable<ListedOriginal['preview']>): Html {
  return html`<img
    src="${visitorUrl(site, name, key, etag)}"
    alt=""
    loading="lazy"
    decoding="async"
    width="${width}"
    height="${height}"
  />`
}

/** The button that has a broken original tried again. The script `live.js` brings it to life. */
export function retryButton(key: string): Html {
  return html`<button class="retry" type="button" data-retry="${key}" aria-label="Retry ${key}">Retry</button>`
}
