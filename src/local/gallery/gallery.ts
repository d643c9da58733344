import { Hono } from 'hono'
import { compress } from 'hono/compress'
import type { Origin } from '../http/cdn.ts'
import { findAsset } from './assets.ts'
import { edits, type EditsOptions } from './edits.ts'
import { pages, type PagesOptions } from './pages.ts'
import { similarities } from './similarity.ts'

/** What the gallery's own texts are; a stream of events would be held back. */
const COMPRESSIBLE = /^(?:text\/(?:html|css|javascript)|application\/json)\b/

export interface GalleryOptions extends EditsOptions, Omit<PagesOptions, 'view'> {
  /** Gives renditions by their paths. */
  readonly origin: Origin
  readonly report: (fault: unknown) => void
}

/** The pages that only the one-machine service has; no rendition path begins like theirs. */
export function createGallery(options: GalleryOptions): Hono {
  const { origin, version, report } = options
  const app = new Hono()

  app.use(compress({ contentTypeFilter: COMPRESSIBLE }))
  app.use(async (c, next) => {
    await next()
    c.header('X-Content-Type-Options', 'nosniff')
  })
  app.route('/', pages({ ...options, view: options.ports }))
  app.route('/', edits(options))
  app.route('/', similarities({ ...options, view: options.ports }))

  app.get('/_gallery/version', (c) => c.text(String(version()), 200, { 'Cache-Control': 'no-store' }))

  app.get('/_gallery/rendition/*', (c) =>
    origin(c.req.path.replace('/_gallery/rendition/', ''), { ifNoneMatch: c.req.header('if-none-match') }),
  )

  app.get('/_gallery/assets/:name', (c) => {
    const asset = findAsset(c.req.path)
    if (asset === null) return c.notFound()
    return c.body(asset.text, 200, {
      'Content-Type': asset.contentType,
      'Cache-Control': 'public, max-age=31536000, immutable',
    })
  })

  app.all('/', (c) => c.text('the page can be fetched with GET and HEAD only\n', 405, { Allow: 'GET, HEAD' }))

  app.onError((fault, c) => {
    report(fault)
    return c.json({ message: 'something went wrong here: the console of the service says what' }, 500)
  })

  return app
}
