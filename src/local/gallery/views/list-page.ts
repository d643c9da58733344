import { html } from 'hono/html'
import { listUrl } from '../addresses.ts'
import type { Failure, GalleryPage } from '../collect.ts'
import { card, retryButton } from './card.ts'
import { type Html, layout } from './layout.ts'
import { type UploadPlace, uploadSection } from './upload-section.ts'

export interface PageOptions extends UploadPlace {
  readonly page: GalleryPage
  /** Where visitors get the pictures; '' is this very service. */
  readonly site: string
  /** The prefix of the keys that are shown. */
  readonly search: string
  readonly failures: readonly Failure[]
  /** Variants that a page may name, without formats. */
  readonly variants: readonly string[]
  readonly nonce: string
  readonly version: number
}

/** The page that lists the originals, each with what was made of it. */
export function galleryPage(options: PageOptions): Html {
  const { page, site, search, failures, variants, nonce, version, mayChange } = options
  return layout({
    title: 'Sizewright',
    nonce,
    version,
    scripts: ['received-format.js', 'live.js', ...(mayChange ? ['upload.js'] : [])],
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
          ${page.items.map((item) => html`<li data-key="${item.key}" data-state="${item.state}">${card(item, site, variants, mayChange)}</li>`)}
        </ul>
        <div id="pages">${pageLinks(page, search)}</div>
      </section>`,
  })
}

function emptyText({ page, search }: PageOptions): string {
  if (page.previous !== null) return 'There are no further pictures.'
  return search === '' ? 'There is no picture here yet.' : `There is no picture whose name begins with “${search}”.`
}

function failureItem({ key, refusal }: Failure, mayRetry: boolean): Html {
  return html`<li data-key="${key}" data-state="${refusal}">
    <p><strong>${key}</strong>: ${refusal}</p>
    ${mayRetry ? retryButton(key) : ''}
  </li>`
}

/** Links to the pages before and after; nothing where there is only one page. */
function pageLinks({ previous, next }: Pick<GalleryPage, 'previous' | 'next'>, prefix: string): Html | '' {
  if (previous === null && next === null) return ''
  return html`<nav class="pages" aria-label="Pages">
    ${previous === null ? '' : html`<a class="button" rel="prev" href="${listUrl(prefix, 'before', previous)}">← Previous pictures</a>`}
    ${next === null ? '' : html`<a class="button" rel="next" href="${listUrl(prefix, 'after', next)}">More pictures →</a>`}
  </nav>`
}
