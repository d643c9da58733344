import { Hono } from 'hono'
import type { Ports } from '../../../core/ports.ts'
import { parseFocus } from '../../../image/geometry.ts'
import type { Store } from '../../../stores/store.ts'
import { refusalOfChange, type SameOrigin } from '../same-origin.ts'
import { setFocus } from './set-focus.ts'

export interface FocusPointsOptions {
  readonly ports: Ports
  /** Where an original's user metadata is an object of its own; `null` where it is a part of the original, as on S3. */
  readonly userMetadata: Store | null
  readonly sameOrigin: SameOrigin
  /** Whether the page may change anything. */
  readonly mayChange: boolean
}

/** The route that sets the focus point of a picture, or removes it. It is open to nobody but the page itself. */
export function focusPoints({ ports, userMetadata, sameOrigin, mayChange }: FocusPointsOptions): Hono {
  const app = new Hono()

  app.on(['PUT', 'DELETE'], '/_gallery/focus', async (c) => {
    c.header('Cache-Control', 'no-store')
    const refusal = refusalOfChange(c.req.raw.headers, sameOrigin, mayChange)
    if (refusal !== null) return c.json({ message: refusal }, 403)
    if (userMetadata === null) {
      return c.json({ message: 'in a bucket the point is metadata of the object: set it with x-amz-meta-focus' }, 501)
    }
    const seen = seenBy(c.req.raw.headers)
    if (seen === undefined) return c.json({ message: 'If-Match or If-None-Match: * must say what you have seen' }, 428)
    const focus = c.req.method === 'PUT' ? parseFocus(c.req.query('at')) : null
    if (c.req.method === 'PUT' && focus === null) {
      return c.json({ message: 'the point is two numbers from 0 to 1, such as at=0.3,0.7' }, 400)
    }
    const { status, ...told } = await setFocus(ports, userMetadata, { key: c.req.query('key') ?? '', focus, seen })
    return c.json(told, status)
  })

  return app
}

/** What a request has seen: `null` where it saw none, `undefined` where it does not say. */
function seenBy(headers: Headers): string | null | undefined {
  if (headers.get('if-none-match') === '*') return null
  return /^"(.*)"$/.exec(headers.get('if-match') ?? '')?.[1]
}
