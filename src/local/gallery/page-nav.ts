import { html } from 'hono/html'
import type { GalleryPage } from './collect.ts'
import type { Html } from './layout.ts'

/** Links to the pages before and after; nothing where there is one page. */
export function pageNav({ previous, next }: Pick<GalleryPage, 'previous' | 'next'>, prefix: string): Html | '' {
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
