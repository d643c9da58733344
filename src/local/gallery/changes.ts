import { Hono } from 'hono'
import { Busy, Unjudged } from '../../errors.ts'
import { createGate } from '../../gate.ts'
import type { GalleryOptions } from './gallery-options.ts'
import { pageUrl } from './page-url.ts'
import { retry } from './retry.ts'
import { receive } from './upload.ts'

/** How many uploads are in memory at once, and how many wait. */
const AT_ONCE = 2
const WAITING = 64

type Options = Pick<GalleryOptions, 'ports' | 'gate' | 'ownPage' | 'mayChange'>

/** What the page changes: for nobody but itself. */
export function changes({ ports, gate, ownPage, mayChange }: Options): Hono {
  const app = new Hono()
  const uploads = createGate(AT_ONCE, WAITING)

  app.on(['PUT', 'POST'], '/_gallery/*', async (c, next) => {
    const refusal = mayChange ? ownPage.refusalOf(c.req.raw.headers) : 'this is off: start the service with --uploads'
    if (refusal !== null) return c.json({ message: refusal }, 403)
    c.header('Cache-Control', 'no-store')
    await next()
    return undefined
  })

  app.put('/_gallery/originals', async (c) => {
    const key = c.req.query('key') ?? ''
    const length = c.req.header('content-length')
    const replaces = /^"(.*)"$/.exec(c.req.header('if-match') ?? '')?.[1] ?? null
    const leave = await uploads.enter()
    try {
      const upload = { key, length: length === undefined ? null : Number(length), body: c.req.raw.body, replaces }
      const received = await receive(ports, gate, upload)
      const { status, ...told } = received
      return c.json({ ...told, ...(received.status === 201 && { page: pageUrl(received.key) }) }, status)
    } finally {
      leave()
    }
  })

  app.post('/_gallery/retry', async (c) => {
    const key = c.req.query('key') ?? ''
    if (await retry(ports, key)) return c.json({ key }, 202)
    return c.json({ message: 'there is no failed picture of this name any more' }, 404)
  })

  app.onError((error, c) => {
    if (!(error instanceof Busy || error instanceof Unjudged)) throw error
    const message =
      error instanceof Busy ? error.message : 'the picture could not be tried out now, try again in a moment'
    return c.json({ message }, 503, { 'Retry-After': '1' })
  })

  return app
}
