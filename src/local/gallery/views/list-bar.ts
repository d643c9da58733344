import { html } from 'hono/html'
import { listUrl } from '../addresses.ts'
import type { Listing, Sort } from '../listing.ts'
import { icon } from './icons.ts'
import type { Html } from './layout.ts'

const SORTS: Readonly<Record<Sort, string>> = { name: 'Name', taken: 'Taken', changed: 'Changed', size: 'Size' }

/** What the bar of the list has beside the brand: the search and the order. Both work without a script. */
export function listBar({ query }: Pick<Listing, 'query'>): Html {
  const { search, folder, sort, isReversed } = query
  const isUp = (sort === 'name') !== isReversed
  return html`<form class="find" role="search" method="get" action="/" autocomplete="off">
    <div class="search">
      <label class="unseen" for="search">Search names</label>
      <input
        id="search"
        name="q"
        type="search"
        value="${search}"
        placeholder="Search"
        autocomplete="off"
        spellcheck="false"
      />
      <button class="bare" aria-label="Search">${icon('search')}</button>
    </div>
    <label class="unseen" for="sort">Sort by</label>
    <select id="sort" name="sort">
      ${Object.entries(SORTS).map(([value, name]) => html`<option value="${value}" ${value === sort ? 'selected' : ''}>${name}</option>`)}
    </select>
    <a
      class="button bare"
      href="${listUrl({ ...query, isReversed: !isReversed, page: 1 })}"
      aria-label="${isUp ? 'Upwards' : 'Downwards'}: reverse the order"
      >${icon(isUp ? 'up' : 'down')}</a
    >
    ${folder === '' ? '' : html`<input type="hidden" name="folder" value="${folder}" />`}
    ${isReversed ? html`<input type="hidden" name="order" value="reverse" />` : ''}
  </form>`
}
