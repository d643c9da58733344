import { html } from 'hono/html'
import { listUrl } from '../addresses.ts'
import type { Failure } from '../failures.ts'
import type { Listing } from '../listing.ts'
import { card, retryButton } from './card.ts'
import { type Html, layout } from './layout.ts'
import { type UploadPlace, uploadSection } from './upload-section.ts'

export interface PageOptions extends UploadPlace {
  readonly listing: Listing
  /** What whoever looks must know beforehand, a sentence each. */
  readonly notes: readonly string[]
  /** Where visitors get the pictures; '' is this very service. */
  readonly site: string
  readonly failures: readonly Failure[]
  readonly nonce: string
  readonly version: number
}

/** The page that lists the originals, each with what was made of it. */
export function galleryPage(options: PageOptions): Html {
  const { listing, site, notes, failures, nonce, version, mayChange } = options
  const { search } = listing.query
  return layout({
    title: 'Sizewright',
    nonce,
    version,
    notes,
    scripts: ['received-format.js', ...(site === '' ? ['live.js'] : []), ...(mayChange ? ['upload.js'] : [])],
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
            <label for="search">Search names</label>
            <input id="search" name="q" type="search" value="${search}" placeholder="boat" autocomplete="off" />
            <button>Search</button>
          </form>
        </div>
        <p class="empty" id="empty" ${listing.items.length > 0 ? 'hidden' : ''}>${emptyText(options)}</p>
        <ul class="items" data-live="items">
          ${listing.items.map((item) => html`<li data-key="${item.key}" data-state="${item.fingerprint}">${card(item, site, mayChange)}</li>`)}
        </ul>
        <div id="pages">${pageLinks(listing)}</div>
      </section>`,
  })
}

function emptyText({ listing: { query } }: PageOptions): string {
  if (query.page > 1) return 'There are no further pictures.'
  return query.search === ''
    ? 'There is no picture here yet.'
    : `There is no picture whose name has “${query.search}” in it.`
}

function failureItem({ key, refusal, advice }: Failure, mayRetry: boolean): Html {
  return html`<li data-key="${key}" data-state="${refusal}">
    <p><strong>${key}</strong>: ${refusal}. <span class="quiet">${advice}</span></p>
    ${mayRetry ? retryButton(key) : ''}
  </li>`
}

/** Links to the pages before and after; nothing where there is only one page. */
function pageLinks({ query, pages }: Listing): Html | '' {
  const { page } = query
  const isLast = pages !== null && page >= pages
  if (page === 1 && isLast) return ''
  const previous = Math.min(page - 1, pages ?? page)
  return html`<nav class="pages" aria-label="Pages">
    ${page === 1 ? '' : html`<a class="button" rel="prev" href="${listUrl({ ...query, page: previous })}">← Previous pictures</a>`}
    ${isLast ? '' : html`<a class="button" rel="next" href="${listUrl({ ...query, page: page + 1 })}">More pictures →</a>`}
  </nav>`
}
