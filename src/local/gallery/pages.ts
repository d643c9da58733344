import { randomBytes } from 'node:crypto'
import { type Context, Hono } from 'hono'
import type { Reader } from '../../stores/store.ts'
import type { Collection } from './collection/collection.ts'
import { describeOriginal } from './describe.ts'
import { failuresAmong, firstFailures } from './failures.ts'
import { isEverything, readListQuery } from './list-query.ts'
import { playgroundSection } from './playground/section.ts'
import { snippetsFor } from './snippets.ts'
import { faultPage, missingPage } from './views/bare-page.ts'
import type { Html } from './views/layout.ts'
import { galleryPage } from './views/list-page.ts'
import type { Note } from './views/note.ts'
import { originalPage } from './views/original-page.ts'
import type { View } from './view.ts'

const MOST_FAILURES = 100

export interface PagesOptions {
  readonly view: View
  readonly collection: Pick<Collection, 'list'>
  /** Where an original's user metadata is an object of its own, as in a folder. */
  readonly userMetadata?: Pick<Reader, 'get'> | null
  /** The originals' location, as it was named at the start. */
  readonly folder: string
  /** Rises with every change to what the pages show. */
  readonly version: () => number
  /** Where visitors get the pictures, such as `https://images.example.com`; '' is this very service. */
  readonly site: string
  /** What whoever looks must know beforehand. */
  readonly notes?: () => Promise<readonly Note[]>
  /** Whether the page may add and replace originals, and have broken ones tried again. */
  readonly mayChange: boolean
  /** Is told why a page cannot be shown. */
  readonly report: (fault: unknown) => void
}

/** The routes of the two pages: the list of all originals, and the page of one. */
export function pages(options: PagesOptions): Hono {
  const { view, collection, userMetadata = null, folder, site, notes = async () => [], version, mayChange } = options
  const { report } = options
  const app = new Hono()
  const { settings, catalogue } = view

  app.get('/', async (c) => {
    const before = version()
    const query = readListQuery(c.req.query())
    const listing = await collection.list(query)
    const failed = listing.items.filter(({ state }) => state === 'failed').map(({ key }) => key)
    const failures = await (isEverything(query) ? firstFailures(view, MOST_FAILURES) : failuresAmong(view, failed))
    const noted = await notes()
    return answer(c, site, (nonce) =>
      galleryPage({
        folder,
        site,
        notes: noted,
        listing,
        failures,
        mayChange,
        limit: settings.limits.bytes,
        prefixes: settings.prefixes,
        nonce,
        version: before,
      }),
    )
  })

  app.get('/_gallery/original', async (c) => {
    const before = version()
    const key = c.req.query('key') ?? ''
    const [described, noted] = await Promise.all([describeOriginal(view, key, userMetadata), notes()])
    if (described === null) {
      c.status(404)
      return answer(c, site, (nonce) => missingPage({ nonce, version: before, isTold: site === '' }))
    }
    const origin = site === '' ? new URL(c.req.url).origin : site
    const snippets = described.info === null ? [] : snippetsFor(catalogue, described.info, origin)
    const further =
      mayChange && described.info !== null && !described.original.isArchived
        ? { section: playgroundSection(described.key, settings), script: 'playground.js' }
        : null
    return answer(c, site, (nonce) =>
      originalPage({ described, site, origin, notes: noted, snippets, mayChange, nonce, version: before, further }),
    )
  })

  app.onError((fault, c) => {
    report(fault)
    c.status(500)
    return answer(c, site, (nonce) => faultPage({ nonce, version: version() }))
  })

  return app
}

/** Answers with a page, on which nothing runs or is loaded but what the page names itself, and the site's pictures. */
function answer(c: Context, site: string, page: (nonce: string) => Html): Response | Promise<Response> {
  const nonce = randomBytes(16).toString('base64')
  const images = `'self' data:${site === '' ? '' : ` ${site}`}`
  c.header('Cache-Control', 'no-store')
  c.header(
    'Content-Security-Policy',
    `default-src 'none'; img-src ${images}; connect-src 'self'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  )
  c.header('Referrer-Policy', 'same-origin')
  c.header('Cross-Origin-Resource-Policy', 'same-origin')
  c.header('Cross-Origin-Opener-Policy', 'same-origin')
  return c.html(page(nonce))
}
