import { html } from 'hono/html'
import type { Html } from './layout.ts'

/**
 * A button that copies an address. The script `copy.js` brings it to life.
 *
 * @param id is that of the address, of which the page has no other
 */
export function copyLink(url: string, label: string, id: string): Html {
  return html`<span class="unseen" id="${id}" aria-hidden="true">${url}</span>
    <button type="button" class="copy" data-copy="${id}" aria-label="${label}" title="${label}">
      <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
        <path class="link" d="M9 15l6-6M11 6l1-1a5 5 0 0 1 7 7l-2 2M13 18l-1 1a5 5 0 0 1-7-7l2-2" />
        <path class="tick" d="M5 13l5 5L20 7" />
      </svg>
    </button>`
}
