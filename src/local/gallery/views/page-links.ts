import { html } from 'hono/html'
import { listUrl } from '../addresses.ts'
import type { Listing } from '../listing.ts'
import { countText } from './humanize.ts'
import type { Html } from './layout.ts'

/** How many pages on either side of the one that is shown have a link. */
const AROUND = 2

/**
 * Links to the first page, the last and those around this one; nothing where there is only one. `grid.js` follows the
 * neighbours with the arrow keys.
 */
export function pageLinks({ query, pages }: Pick<Listing, 'query' | 'pages'>): Html | '' {
  const { page } = query
  const isLast = pages !== null && page >= pages
  if (page === 1 && isLast) return ''
  const to = (number: number) => listUrl({ ...query, page: number })
  const numbers = shownNumbers(page, pages)
  return html`<nav class="pages" aria-label="Pages">
    ${page === 1 ? '' : html`<a rel="prev" href="${to(Math.min(page - 1, pages ?? page))}" aria-label="Previous pictures">←</a>`}
    ${numbers.map((number, index) => {
      const gap = index > 0 && number - numbers[index - 1]! > 1 ? html`<span class="gap">…</span>` : ''
      return number === page
        ? html`${gap}<a aria-current="page" href="${to(number)}" aria-label="Page ${number}">${countText(number)}</a>`
        : html`${gap}<a href="${to(number)}" aria-label="Page ${number}">${countText(number)}</a>`
    })}
    ${isLast ? '' : html`<a rel="next" href="${to(page + 1)}" aria-label="More pictures">→</a>`}
  </nav>`
}

/** In order, each once. A page beyond the last has only the last ones beside it. */
function shownNumbers(page: number, pages: number | null): number[] {
  const last = pages ?? page
  const middle = Math.min(page, last)
  const around = Array.from({ length: 2 * AROUND + 1 }, (_, index) => middle - AROUND + index)
  return [...new Set([1, ...around, last])].filter((number) => number >= 1 && number <= last).toSorted((a, b) => a - b)
}
