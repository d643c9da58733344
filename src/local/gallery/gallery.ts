import { randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import type { Ports } from '../../ports.ts'
import { collect, collectFailures } from './collect.ts'
import { galleryPage } from './page.ts'

const MOST_FAILURES = 100

export interface GalleryOptions {
  readonly ports: Ports
  /** Shown to the user. */
  readonly folder: string
  /** Rises with every change to what the page shows. */
  readonly version: () => number
}

/** The pages that only the one-machine service has; no rendition path begins like theirs. */
export function createGallery({ ports, folder, version }: GalleryOptions): Hono {
  const app = new Hono()

  app.get('/', async (c) => {
    const nonce = randomBytes(16).toString('base64')
    const before = version()
    const [page, failures] = await Promise.all([
      collect(ports, c.req.query('after')),
      collectFailures(ports, MOST_FAILURES),
    ])
    c.header('Cache-Control', 'no-store')
    c.header(
      'Content-Security-Policy',
      `default-src 'none'; img-src 'self' data:; connect-src 'self'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    )
    c.header('X-Content-Type-Options', 'nosniff')
    const variants = Object.keys(ports.settings.variants)
    return c.html(galleryPage({ folder, page, failures, variants, nonce, version: before }))
  })

  app.get('/_gallery/version', (c) => c.text(String(version()), 200, { 'Cache-Control': 'no-store' }))

  return app
}
