import { Hono } from 'hono/tiny' // two routes need no router that is compiled first, which a cold start would wait for
import type { Catalogue } from '../config/catalogue.ts'
import { NoOriginal, PlaceFault } from '../errors.ts'
import { errorAnswer, madeAnswer, plainAnswer, standInAnswer } from './answers.ts'
import type { Serve } from './serve.ts'
import { cacheTag } from './stored.ts'

export interface AppOptions {
  readonly catalogue: Catalogue
  readonly serve: Serve
  /** Takes work that is to begin when the answer is out; the process must not stop before it is done. */
  readonly later: (work: () => Promise<void>) => void
  /** Is told of every fault that is nobody's input. */
  readonly report: (fault: unknown) => void
}

/**
 * The origin that makes what is not stored yet: every path is a rendition path.
 *
 * @example
 * const app = createApp({ catalogue, serve, later: (work) => void work(), report: console.error })
 * const response = await app.request('/medium.webp/holiday/boat.jpg')
 */
export function createApp({ catalogue, serve, later, report }: AppOptions): Hono {
  const app = new Hono()

  app.get('/*', async (c) => {
    const path = catalogue.parsePath(c.req.path.slice(1))
    if (path === null) return plainAnswer(400, 'this is not the path of a picture', { 'Cache-Control': 'max-age=60' })
    const rendition = catalogue.renditions.get(path.name)
    if (rendition === undefined) return plainAnswer(404, 'there is no such size', { 'Cache-Control': 'max-age=10' })
    if (!catalogue.serves(path.key)) throw new NoOriginal()
    const served = await serve(rendition, path.key)
    later(() => served.finish().catch(report))
    if (served.stored === null) return madeAnswer(served, path.key)
    return standInAnswer(served.stored, served.rendered.bytes, cacheTag(path.key), c.req.header('if-none-match'))
  })

  app.all('/*', () =>
    plainAnswer(405, 'pictures can be fetched with GET and HEAD only', {
      Allow: 'GET, HEAD',
      'Cache-Control': 'no-store',
    }),
  )

  app.onError((error) => {
    const answer = errorAnswer(error)
    if (answer.status === 500 || error instanceof PlaceFault) report(error)
    return answer
  })

  return app
}
