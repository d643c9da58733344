import { Hono } from 'hono'
import { LRUCache } from 'lru-cache'
import { createSemaphore } from '../../core/semaphore.ts'
import { Busy } from '../../errors.ts'
import { Incomparable, measureSsim } from '../../image/ssim.ts'
import { printPath } from '../../path.ts'
import { readAll } from '../../stores/store.ts'
import type { SameOrigin } from './same-origin.ts'
import type { View } from './view.ts'

/** How many pairs may wait for the one that is being measured. */
const WAITING = 8
/** How many results are remembered. */
const REMEMBERED = 500

/** A picture as it is stored. */
interface Stored {
  /** Names its bytes. */
  readonly etag: string
  readonly bytes: () => Promise<Uint8Array>
}

export interface SimilaritiesOptions {
  readonly view: Pick<View, 'catalogue' | 'processed'>
  readonly sameOrigin: SameOrigin
}

/**
 * The route that measures how alike two stored renditions of an original are. It is open to nobody but the page, as a
 * measurement takes a core for a while; the last results are kept in an LRU cache.
 */
export function similarities({ view, sameOrigin }: SimilaritiesOptions): Hono {
  const app = new Hono()
  const { catalogue, processed } = view
  const semaphore = createSemaphore(1, WAITING)
  const known = new LRUCache<string, number>({ max: REMEMBERED })

  async function find(key: string, name: string): Promise<Stored | null> {
    const path = printPath(name, key)
    const head = catalogue.pictures.has(name) ? await processed.head(path) : null
    if (head === null) return null
    const bytes = async () => {
      const object = await processed.get(path)
      if (object === null) throw new Incomparable('the picture is gone')
      return readAll(object.body)
    }
    return { etag: head.etag, bytes }
  }

  /** Structural similarity of two pictures, 1 where nothing can be told apart. @throws Incomparable or Busy */
  async function measure(a: Stored, b: Stored): Promise<number> {
    const pair = [a.etag, b.etag].toSorted().join(' ')
    const before = known.get(pair)
    if (before !== undefined) return before
    const release = await semaphore.acquire()
    try {
      const found = await measureSsim(await a.bytes(), await b.bytes())
      known.set(pair, found)
      return found
    } finally {
      release()
    }
  }

  app.get('/_gallery/similarity', async (c) => {
    const refusal = sameOrigin.refusalOf(c.req.raw.headers)
    if (refusal !== null) return c.json({ message: refusal }, 403)
    const { key = '', a: first = '', b: second = '' } = c.req.query()
    const [a, b] = catalogue.serves(key) ? [await find(key, first), await find(key, second)] : [null, null]
    if (a === null || b === null) return c.json({ message: 'there are no such renditions' }, 404)
    return c.json({ similarity: await measure(a, b) }, 200, { 'Cache-Control': 'no-store' })
  })

  app.onError((error, c) => {
    if (error instanceof Incomparable) return c.json({ message: error.message }, 422)
    if (error instanceof Busy) return c.json({ message: error.message }, 503, { 'Retry-After': '1' })
    throw error
  })

  return app
}
