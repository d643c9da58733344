import { html } from 'hono/html'
import { viewerPath } from '../../../path.ts'
import type { Failure, GalleryItem, GalleryPage, Shown } from '../collect.ts'
import { bytes, formatName } from './humanize.ts'
import { type Html, layout } from './layout.ts'
import { pageUrl } from '../addresses.ts'
import { type UploadPlace, uploadSection } from './upload-section.ts'

export interface PageOptions extends UploadPlace {
  readonly page: GalleryPage
  /** What the keys that are shown begin with. */
  readonly search: string
  readonly failures: readonly Failure[]
  /** Variants that a page may name, without formats. */
  readonly variants: readonly string[]
  readonly nonce: string
  readonly version: number
}

/** The page that lists every original with what was made of it. */
export function galleryPage(options: PageOptions): Html {
  const { page, search, failures, variants, nonce, version, mayChange } = options
  return layout({
    title: 'Sizewright',
    nonce,
    version,
    scripts: ['received-format.js', 'live.js', ...(mayChange ? ['upload.js', 'retry.js'] : [])],
    main: html`<h1>Every size of every image</h1>
      ${uploadSection(options)}
      <section class="failures" id="failures" aria-labelledby="failures-title" ${failures.length === 0 ? 'hidden' : ''}>
        <h2 id="failures-title">Failed</h2>
        <ul data-live="failures">
          ${failures.map((failure) => failureItem(failure, mayChange))}
        </ul>
      </section>
      <section aria-labelledby="pictures-title">
        <div class="heading">
          <h2 id="pictures-title">Pictures</h2>
          <form class="search" role="search" method="get" action="/">
            <label for="prefix">Names that begin with</label>
            <input
              id="prefix"
              name="prefix"
              type="search"
              value="${search}"
              placeholder="holiday/"
              autocomplete="off"
            />
            <button>Search</button>
          </form>
        </div>
        <p class="empty" id="empty" ${page.items.length > 0 ? 'hidden' : ''}>${emptyText(options)}</p>
        <ul class="items" data-live="items">
          ${page.items.map((item) => html`<li data-key="${item.key}" data-state="${item.state}">${card(item, variants, mayChange)}</li>`)}
        </ul>
        <div id="pages">${pageNav(page, search)}</div>
      </section>`,
  })
}

function emptyText({ page, search }: PageOptions): string {
  if (page.previous !== null) return 'There are no further pictures.'
  return search === '' ? 'There is no picture here yet.' : `There is no picture whose name begins with “${search}”.`
}

function card(item: GalleryItem, variants: readonly string[], mayRetry: boolean): Html {
  if (item.refusal !== null)
    return html`<h3>${item.key}</h3>
      <p class="refusal">Failed: ${item.refusal}.</p>
      ${mayRetry ? retryButton(item.key) : ''}`
  if (item.renditions.length === 0)
    return html`<h3>${item.key}</h3>
      <p class="quiet">Not made yet, or not a picture.</p>`
  const preview = variants.includes('medium') ? 'medium' : (variants[0] ?? '')
  const shown = item.renditions.find(({ name }) => name === preview)
  return html`<figure>
    <a href="${pageUrl(item.key)}">
      <img
        src="${viewerPath(preview, item.key)}${shown === undefined ? '' : `?v=${shown.etag.slice(0, 8)}`}"
        alt=""
        loading="lazy"
        decoding="async"
        ${shown === undefined ? '' : html`width="${shown.width}" height="${shown.height}"`}
      />
      <h3>${item.key}</h3>
    </a>
    <figcaption>
      <p class="quiet">
        Original ${bytes(item.bytes)}. <span class="got">This browser gets <output>…</output></span>
      </p>
      <details>
        <summary>${item.renditions.length} renditions</summary>
        ${table(item.renditions)}
      </details>
    </figcaption>
  </figure>`
}

function table(renditions: readonly Shown[]): Html {
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
              <th scope="row"><a href="${one.path}">${one.name}</a></th>
              <td>${one.width} × ${one.height}</td>
              <td>${formatName(one.contentType)}</td>
              <td>${bytes(one.bytes)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`
}

function failureItem({ key, refusal }: Failure, mayRetry: boolean): Html {
  return html`<li data-key="${key}" data-state="${refusal}">
    <p><strong>${key}</strong>: ${refusal}</p>
    ${mayRetry ? retryButton(key) : ''}
  </li>`
}

/** Of what the script `retry.js` brings to life. */
export function retryButton(key: string): Html {
  return html`<button class="retry" type="button" data-retry="${key}" aria-label="Retry ${key}">Retry</button>`
}

/** Links to the pages before and after; nothing where there is one page. */
function pageNav({ previous, next }: Pick<GalleryPage, 'previous' | 'next'>, prefix: string): Html | '' {
  if (previous === null && next === null) return ''
  return html`<nav class="pages" aria-label="Pages">
    ${previous === null ? '' : html`<a class="button" rel="prev" href="${href(prefix, 'before', previous)}">← Previous pictures</a>`}
    ${next === null ? '' : html`<a class="button" rel="next" href="${href(prefix, 'after', next)}">More pictures →</a>`}
  </nav>`
}

function href(prefix: string, name: 'before' | 'after', key: string): string {
  const query = new URLSearchParams({ ...(prefix !== '' && { prefix }), [name]: key })
  return `/?${query.toString()}`
}
