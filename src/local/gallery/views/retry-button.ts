import { html } from 'hono/html'
import type { Html } from './layout.ts'

/** The button that has a broken original tried again, and what came of it. The script `live.js` brings it to life. */
export function retryButton(key: string): Html {
  return html`<button class="retry" type="button" data-retry="${key}" aria-label="Retry ${key}">Retry</button>
    <span class="quiet" role="status"></span>`
}
