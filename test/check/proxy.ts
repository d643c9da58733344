import { createServer, type IncomingMessage } from 'node:http'
import { onTestFinished } from 'vitest'
import { type Reply, createAsk } from '../../src/check/ask.ts'

/** What a proxy makes of an answer, or of a request before it goes on. */
export interface Fault {
  readonly target?: (target: string, request: IncomingMessage) => string
  readonly headers?: (headers: Record<string, string>, request: IncomingMessage) => Record<string, string>
  readonly answer?: (answer: Reply, request: IncomingMessage) => Partial<Reply>
}

/** Stands in front of a service and breaks one thing. */
export async function startProxy(service: string, { target, headers, answer }: Fault): Promise<URL> {
  const ask = createAsk(new URL(service))
  const server = createServer((request, response) => {
    const { url = '/', method = 'GET' } = request
    const sent = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const passOn = async () => {
      const got = await ask(target?.(url, request) ?? url, { method, headers: headers?.(sent, request) ?? sent })
      const broken = { ...got, ...answer?.(got, request) }
      const { connection: _, 'transfer-encoding': __, 'content-length': ___, ...rest } = broken.headers
      response.writeHead(broken.status, rest).end(method === 'HEAD' ? undefined : broken.body)
    }
    passOn().catch((error: Error) => response.destroy(error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => server.close().closeAllConnections())
  const address = server.address()
  return new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`)
}

/** Headers with some left out. */
export function without(...names: string[]): (headers: Readonly<Record<string, string>>) => Record<string, string> {
  return (headers) => Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)))
}
