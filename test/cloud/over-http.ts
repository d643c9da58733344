import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { onTestFinished } from 'vitest'
import type { Cloud } from './cloud.ts'

/**
 * The distribution, over HTTP; time goes on a second at each request.
 *
 * @param onAnswer is told of every answer
 */
export async function overHttp(
  cloud: Cloud,
  onAnswer: (request: IncomingMessage, status: number) => void = () => {},
): Promise<URL> {
  const server = createServer((request, response) => {
    const answer = async () => {
      await cloud.settle()
      await cloud.advance(1000)
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      const got = await cloud.get(request.url ?? '/', headers, request.method)
      const isHit = got.from === 'cache'
      const said = { ...Object.fromEntries(got.headers), 'x-cache': `${isHit ? 'Hit' : 'Miss'} from cloudfront` }
      onAnswer(request, got.status)
      response.writeHead(got.status, said).end(request.method === 'HEAD' ? undefined : got.body)
    }
    answer().catch((error: Error) => response.destroy(error))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => server.close().closeAllConnections())
  const address = server.address()
  return new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`)
}
