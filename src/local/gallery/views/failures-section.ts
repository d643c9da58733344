import { html } from 'hono/html'
import { pageUrl } from '../addresses.ts'
import type { Failure } from '../failures.ts'
import { countText } from './humanize.ts'
import type { Html } from './layout.ts'
import { retryButton } from './retry-button.ts'

/**
 * What failed, collapsed: each once, why, and what to do. The address `#failed` opens it, as it is within.
 *
 * @param failed how many have failed in all; `null` where the failures are those of a folder, a search or a further page
 */
export function failuresSection(failures: readonly Failure[], failed: number | null, mayRetry: boolean): Html {
  return html`<details class="failures" id="failures" data-shown="failures" ${failures.length === 0 ? 'hidden' : ''}>
    <summary id="failures-title" data-part="failed">
      ${failed === null ? `${countText(failures.length)} of these failed` : failuresTitle(failed)}
    </summary>
    <ul id="failed" data-live="failures" aria-labelledby="failures-title">
      ${failures.map((failure) => failureItem(failure, mayRetry))}
    </ul>
    ${failed !== null && failed > failures.length ? html`<p class="quiet">These are the first ${countText(failures.length)}.</p>` : ''}
  </details>`
}

function failuresTitle(failed: number): string {
  return failed === 1 ? '1 picture failed' : `${countText(failed)} pictures failed`
}

function failureItem({ key, refusal, advice }: Failure, mayRetry: boolean): Html {
  return html`<li data-key="${key}" data-state="${refusal}">
    <p>
      <a href="${pageUrl(key)}">${key}</a>: <span class="refusal">${refusal}</span>.
      <span class="quiet">${advice}</span>
    </p>
    ${mayRetry ? retryButton(key) : ''}
  </li>`
}
