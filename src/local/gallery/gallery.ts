import { Hono } from 'hono'
import { compress } from 'hono/compress'
import type { Origin } from '../http/cdn.ts'
import { findAsset } from './assets.ts'
import { pages, type PagesOptions } from './pages.ts'
import { similarities, type SimilaritiesOptions } from './similarity.ts'

/** What the gallery's own texts are; a stream of events would be held back. */
const COMPRESSIBLE = /^(?:text\/(?:html|css|javascript)|application\/json)\b/

export interface GalleryOptions extends PagesOptions, Pick<SimilaritiesOptions, 'sameOrigin'> {
  /** The routes of what does more than look; a view of what others work on has none. */
  readonly changes: readonly Hono[]
  /** Gives renditions by their paths. */
  readonly origin: Origin
}

/** The pages that only the service on one machine has, and a view of a deployment; no rendition path begins like theirs. */
export function createGallery(options: GalleryOptions): Hono {
  const { changes, origin, version, report } = options
  const app = new Hono()

  app.use(compress({ contentTypeFilter: COMPRESSIBLE }))
  app.use(async (c, next) => {
    await next()
    c.header('X-Content-Type-Options', 'nosniff')
  })
  for (const routes of [pages(options), ...changes, similarities(options)]) app.route('/', routes)

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
