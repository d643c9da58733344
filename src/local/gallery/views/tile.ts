import { html } from 'hono/html'
import { pageUrl, visitorUrl } from '../addresses.ts'
import type { ListedOriginal } from '../listing.ts'
import { bytesText } from './humanize.ts'
import { icon } from './icons.ts'
import type { Html } from './layout.ts'
import { tileId } from './tile-style.ts'

/** So many pictures make the first row on most screens. */
const FIRST_ROW = 4
/** So many are in the window before anybody scrolls, on most: they are asked for before it is known where they will be. */
const FIRST_VIEW = 12

export interface TilePlace {
  /** Where visitors get the pictures; '' is this very service. */
  readonly site: string
  /** Counted from 0. */
  readonly index: number
}

/** A picture in the grid. Its name and its saving are seen on hover and focus, and below it where there is no hover. */
export function tile(item: ListedOriginal, place: TilePlace): Html {
  const { key, state, fingerprint } = item
  const slash = key.lastIndexOf('/') + 1
  return html`<li class="tile ${state}" id="${tileId(key)}" data-key="${key}" data-state="${fingerprint}">
    <a href="${pageUrl(key)}">
      <span class="frame">${frame(item, place)}</span>
      <span class="caption">
        <h3><span class="unseen">${key.slice(0, slash)}</span>${key.slice(slash)}</h3>
        ${gain(item)}
      </span>
    </a>
  </li>`
}

function frame({ key, preview, state }: ListedOriginal, { site, index }: TilePlace): Html {
  if (preview !== null) return image(visitorUrl(site, preview.name, key, preview.etag), preview, index)
  if (state === 'archived') return html`<span class="why">${icon('archive')} Archived</span>`
  return html`<span class="why">${site === '' ? 'Being made' : 'Nothing stored yet'}</span>`
}

/**
 * One size does for a row of any height that the grid has: a `srcset` would have to name sizes of the same shape, of which
 * the configuration need have no second one.
 */
function image(src: string, { width, height }: NonNullable<ListedOriginal['preview']>, index: number): Html {
  return html`<img
    src="${src}"
    alt=""
    width="${width}"
    height="${height}"
    decoding="async"
    ${index < FIRST_ROW ? html`fetchpriority="high"` : ''}
    ${index < FIRST_VIEW ? '' : html`loading="lazy"`}
  />`
}

function gain({ bytes, shownBytes, state }: ListedOriginal): Html | '' {
  if (state === 'archived') return html`<span class="gain">Can be made when it is restored</span>`
  if (shownBytes === null) return ''
  return html`<span class="gain"><span class="from">${bytesText(bytes)} → </span>${bytesText(shownBytes)}</span>`
}
