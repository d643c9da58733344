import { Hono } from 'hono'
import { createSemaphore } from '../../core/semaphore.ts'
import { Busy } from '../../errors.ts'
import { Incomparable } from '../../image/ssim.ts'
import { printPath } from '../../path.ts'
import { readAll } from '../../stores/store.ts'
import type { EditsOptions } from './edits.ts'
import { createSimilarity } from './similarity.ts'

/** How many wait for the one that is being measured. */
const WAITING = 8

/** Measures how alike two stored renditions of an original are: for nobody but the page, as it takes a core for a while. */
export function similarities({ ports, sameOrigin }: Pick<EditsOptions, 'ports' | 'sameOrigin'>): Hono {
  const app = new Hono()
  const { catalogue, processed } = ports
  const similarity = createSimilarity(createSemaphore(1, WAITING))

  async function find(key: string, name: string) {
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

  app.get('/_gallery/similarity', async (c) => {
    const refusal = sameOrigin.refusalOf(c.req.raw.headers)
    if (refusal !== null) return c.json({ message: refusal }, 403)
    const { key = '', a: first = '', b: second = '' } = c.req.query()
    const [a, b] = catalogue.serves(key) ? [await find(key, first), await find(key, second)] : [null, null]
    if (a === null || b === null) return c.json({ message: 'there are no such renditions' }, 404)
    return c.json({ similarity: await similarity(a, b) }, 200, { 'Cache-Control': 'no-store' })
  })

  app.onError((error, c) => {
    if (error instanceof Incomparable) return c.json({ message: error.message }, 422)
    if (error instanceof Busy) return c.json({ message: error.message }, 503, { 'Retry-After': '1' })
    throw error
  })

  return app
}
