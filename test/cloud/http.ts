import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

/** A server of this test on a free port. */
export interface Listening {
  readonly endpoint: string
  close(): void
}

export async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Listening> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => response.destroy(error))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { endpoint: `http://127.0.0.1:${portOf(server)}`, close: () => server.close().closeAllConnections() }
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Who signed a request, by the access key; `undefined` where nobody did. */
export function signerOf({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  return /Credential=([^/]+)\//.exec(headers.authorization ?? '')?.[1]
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it listens nowhere')
  return address.port
}
