import { html } from 'hono/html'
import { listUrl } from '../addresses.ts'
import { isEverything } from '../list-query.ts'
import type { Listing } from '../listing.ts'
import { countText } from './humanize.ts'
import { icon } from './icons.ts'
import type { Html } from './layout.ts'
import { picturesText } from './saving-line.ts'

/** So many folders stand in the line; more are in a list that opens. */
const IN_LINE = 12

/** Says what the page shows, as its heading, and leads to the folders above and below. */
export function where(listing: Listing, failed: number): Html {
  const { query, folders, moreFolders } = listing
  return html`<div class="where">
    <nav class="crumbs" aria-label="Folders">${crumbs(listing)}</nav>
    <p class="quiet" data-part="found">${found(listing)}</p>
    <ul
      class="chips"
      data-part="chips"
      aria-label="Failures, and folders in ${query.folder === '' ? 'all pictures' : query.folder}"
    >
      ${failed === 0 ? '' : html`<li><a class="chip bad" href="${isEverything(query) ? '' : '/'}#failed">${icon('warning')}${countText(failed)} failed</a></li>`}
      ${folders.slice(0, IN_LINE).map((folder) => html`<li>${chip(listing, folder)}</li>`)}
    </ul>
    ${
      folders.length <= IN_LINE
        ? ''
        : html`<details class="all-folders">
            <summary class="chip">
              ${moreFolders === 0 ? 'All' : 'The first'} ${countText(folders.length)}
              folders${moreFolders === 0 ? '' : ` of ${countText(folders.length + moreFolders)}`}
            </summary>
            <ul class="chips" data-part="all-folders">
              ${folders.slice(IN_LINE).map((folder) => html`<li>${chip(listing, folder)}</li>`)}
            </ul>
          </details>`
    }
  </div>`
}

function crumbs({ query }: Listing): Html[] {
  const { search, folder } = query
  const names = folder.split('/').slice(0, -1)
  const link = (path: string, name: string) =>
    html`<a href="${listUrl({ ...query, folder: path, search: '', page: 1 })}">${name}</a>
      <span aria-hidden="true">/</span>`
  const above = names.map((_, index) =>
    link(
      names
        .slice(0, index)
        .map((name) => `${name}/`)
        .join(''),
      names[index - 1] ?? 'All',
    ),
  )
  const current = names.at(-1) ?? 'All pictures'
  if (search === '') return [...above, html`<h1 class="${folder === '' ? 'unseen' : ''}">${current}</h1>`]
  return [...above, link(folder, folder === '' ? 'All' : current), html`<h1>“${search}”</h1>`]
}

/** What the line above does not say: how many were found or are not made yet, and what keeps the list from being whole. */
function found(listing: Listing): string {
  const { datesRead, isCut } = listing
  const dates =
    datesRead === null
      ? ''
      : `Dates are being read: ${countText(datesRead.read)} of ${countText(datesRead.all)} so far, the others stand last.`
  const cut = isCut ? 'There are more than the list can hold: it has those whose names come first.' : ''
  return [many(listing), dates, cut].filter((text) => text !== '').join(' · ')
}

function many({ query, count, totals }: Listing): string {
  if (count === null || count === 0) return ''
  if (query.search === '' && query.folder === '') {
    const unmade = totals === null ? 0 : count - totals.pictures - totals.failed
    return unmade > 0 ? `${countText(unmade)} not made yet` : ''
  }
  return `${query.search === '' ? '' : 'Found '}${picturesText(count)}`
}

function chip({ query }: Listing, { path, name, count }: Listing['folders'][number]): Html {
  return html`<a class="chip" href="${listUrl({ ...query, folder: path, page: 1 })}"
    >${icon('folder')}${name} <span class="quiet">${countText(count)}</span></a
  >`
}
