import { Hono } from 'hono'
import type { Semaphore } from '../../core/semaphore.ts'
import type { Ports } from '../../core/ports.ts'
import { Busy, Unjudged } from '../../errors.ts'
import { escapeKey } from '../../path.ts'
import { pageUrl } from './addresses.ts'
import { refusalOfChange, type SameOrigin } from './same-origin.ts'
import { createIncoming } from './upload/incoming.ts'
import { receive } from './upload/receive.ts'

export interface EditsOptions {
  readonly ports: Ports
  /** Bounds how many originals are decoded for requests at once. */
  readonly semaphore: Semaphore
  readonly sameOrigin: SameOrigin
  /** Whether the page may add and replace originals, and have broken ones tried again. */
  readonly mayChange: boolean
}

/** The routes by which the page changes something. They are open to nobody but the page itself. */
export function edits({ ports, semaphore, sameOrigin, mayChange }: EditsOptions): Hono {
  const app = new Hono()
  const incoming = createIncoming(ports.settings.limits.bytes)

  app.on(['PUT', 'POST'], '/_gallery/*', async (c, next) => {
    const refusal = refusalOfChange(c.req.raw.headers, sameOrigin, mayChange)
    if (refusal !== null) return c.json({ message: refusal }, 403)
    c.header('Cache-Control', 'no-store')
    await next()
    return undefined
  })

  app.put('/_gallery/originals', async (c) => {
    const key = c.req.query('key') ?? ''
    const length = c.req.header('content-length')
    const replaces = /^"(.*)"$/.exec(c.req.header('if-match') ?? '')?.[1] ?? null
    const arrival = incoming.open()
    try {
      const upload = { key, length: length === undefined ? null : Number(length), body: c.req.raw.body, replaces }
      const received = await receive(ports, semaphore, arrival, upload)
      const { status, ...told } = received
      if (status === 408) c.header('Connection', 'close')
      return c.json({ ...told, ...(received.status === 201 && { page: pageUrl(received.key) }) }, status)
    } finally {
      arrival.close()
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

/**
 * Has a broken original tried again, although nothing about it has changed. Returns false where there is no broken one
 * under this key, or where another run has just taken it up.
 */
async function retry({ errors, queue }: Pick<Ports, 'errors' | 'queue'>, key: string): Promise<boolean> {
  const entry = key.isWellFormed() ? await errors.head(escapeKey(key)) : null
  if (entry === null || !(await errors.delete(escapeKey(key), entry.etag))) return false
  await queue.send({ key })
  return true
}
