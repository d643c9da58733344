import { Hono } from 'hono'
import { isOfOtherSite, ONLY_OWN } from '../same-origin.ts'
import type { Broadcast } from './broadcast.ts'

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no', // nginx would hold the events back until a buffer is full
}

/**
 * The route by which pages are told what is going on. An `EventSource` can send no header of its own, so other sites'
 * pages, which could not read the stream but use up the places, are told by what their browsers say of them.
 */
export function events(live: Pick<Broadcast, 'open'>): Hono {
  const app = new Hono()
  app.get('/_gallery/events', (c) => {
    if (isOfOtherSite(c.req.raw.headers)) return c.json({ message: ONLY_OWN }, 403, { 'Cache-Control': 'no-store' })
    if (c.req.raw.method === 'HEAD') return c.body(null, 200, HEADERS)
    const body = live.open()
    if (body !== null) return c.body(body, 200, HEADERS)
    const message = 'as many pages as can be are told already, or the service stops: try again in a moment'
    return c.json({ message }, 503, { 'Cache-Control': 'no-store', 'Retry-After': '5' })
  })
  return app
}
