import { html } from 'hono/html'
import type { Listing, Totals } from '../listing.ts'
import { bytesText, bytesTextLike, countText, formatName } from './humanize.ts'
import { icon } from './icons.ts'
import type { Html } from './layout.ts'

/** What is saved, in one sentence that somebody can pass on, and how it is counted. */
export function savingLine({ totals, count }: Pick<Listing, 'totals' | 'count'>): Html {
  const isKnown = totals !== null && totals.pictures > 0
  return html`<div class="saving">
    <p data-part="saving">
      ${isKnown ? sentence(totals) : totals !== null || count === 0 ? '' : 'Counting what is made…'}
    </p>
    <details id="counted" data-shown="counted" ${isKnown ? '' : 'hidden'}>
      <summary title="How is this counted?">${icon('info')}<span class="how">How is this counted?</span></summary>
      <p data-part="counted">${isKnown ? howCounted(totals) : ''}</p>
    </details>
  </div>`
}

function sentence(totals: Totals): Html {
  return html`<strong>${picturesText(totals.pictures)}</strong>: ${bytesText(totals.bytes)} in,
    ${bytesTextLike(totals.made.bytes, totals.bytes)} made${pageOfTwenty(totals)}`
}

export function picturesText(count: number): string {
  return `${countText(count)} ${count === 1 ? 'picture' : 'pictures'}`
}

function pageOfTwenty({ twenty }: Totals): Html | '' {
  if (twenty === null) return ''
  const { original, shown } = twenty
  return html`; a page of twenty is
    <strong>${bytesTextLike(shown, original)} instead of ${bytesTextLike(original, original)}</strong>`
}

function howCounted({ pictures, bytes, made, twenty }: Totals): string {
  const stored = `Nothing here is estimated: these are sums over what is stored. “In” are the ${picturesText(pictures)} of which something is made (${countText(bytes)} bytes), “made” are all their sizes in all formats (${countText(made.files)} files, ${countText(made.bytes)} bytes).`
  if (twenty === null) return stored
  return `${stored} A page of twenty is twenty times the average picture, as originals and in the size “${twenty.name}”${twenty.format === 'fallback' ? '' : ` as ${formatName(twenty.format)}`}.`
}
