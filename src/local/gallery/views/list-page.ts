import { html } from 'hono/html'
import type { Failure } from '../failures.ts'
import { isEverything } from '../list-query.ts'
import type { Listing } from '../listing.ts'
import { emptyText, nothingMade } from './empty.ts'
import { failuresSection } from './failures-section.ts'
import { type Html, layout } from './layout.ts'
import { listBar } from './list-bar.ts'
import type { Note } from './note.ts'
import { pageLinks } from './page-links.ts'
import { savingLine } from './saving-line.ts'
import { tileStyle } from './tile-style.ts'
import { tile } from './tile.ts'
import { type UploadPlace, uploadButton, uploadTray } from './upload-section.ts'
import { where } from './where.ts'

export interface PageOptions extends UploadPlace {
  readonly listing: Listing
  /** What whoever looks must know beforehand. */
  readonly notes: readonly Note[]
  /** Where visitors get the pictures; '' is this very service. */
  readonly site: string
  readonly failures: readonly Failure[]
  readonly nonce: string
  readonly version: number
}

/** The page that lists the originals: pictures first. What has a `data-live` is brought up to date by `live.js`. */
export function galleryPage(options: PageOptions): Html {
  const { listing, site, notes, failures, nonce, version, mayChange } = options
  const failed = Math.max(listing.totals?.failed ?? 0, failures.length)
  const shown = listing.items.filter(({ state }) => state !== 'failed')
  return layout({
    title: titleOf(listing),
    nonce,
    version,
    name: 'list',
    notes,
    style: tileStyle(shown),
    bar: html`${listBar(listing)} ${mayChange ? uploadButton(options, listing.query.folder) : ''}`,
    scripts: ['grid.js', ...(site === '' ? ['live.js'] : []), ...(mayChange ? ['upload.js'] : [])],
    main: html`${savingLine(listing)} ${where(listing, failed)}
      <div class="empty" id="empty" data-shown="empty" ${shown.length > 0 ? 'hidden' : ''}>
        ${failures.length > 0 && shown.length === 0 ? nothingMade(listing, options) : emptyText(listing, options)}
      </div>
      <ul class="items" data-live="items" aria-label="Pictures">
        ${shown.map((item, index) => tile(item, { site, index }))}
      </ul>
      <div data-part="pages">${pageLinks(listing)}</div>
      ${failuresSection(failures, isEverything(listing.query) ? failed : null, mayChange)}
      ${mayChange ? uploadTray() : ''}`,
  })
}

function titleOf({ query: { search, folder } }: Listing): string {
  const shown = search === '' ? folder : `“${search}”`
  return shown === '' ? 'Sizewright' : `${shown} – Sizewright`
}
