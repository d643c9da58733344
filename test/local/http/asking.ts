import { Agent, request } from 'node:http'
import { hasCode } from '../../../src/stores/folder/fs-errors.ts'

/** An answer that a client got. */
export interface Got {
  readonly path: string
  readonly status: number
  readonly connection: string | undefined
  readonly keepAlive: string
  readonly body: Buffer
}

/** A client that keeps its connection and asks for one path after another, for as long as somebody answers. */
export function keepAsking(
  url: string,
  paths: readonly string[],
): { readonly got: readonly Got[]; done: Promise<void> } {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const got: Got[] = []

  async function ask(path: string): Promise<Got> {
    return new Promise((resolve, reject) => {
      const sent = request(url + path, { agent }, (response) => {
        const chunks: Buffer[] = []
        const { statusCode: status = 0, headers } = response
        const { connection, 'keep-alive': keepAlive } = headers
        const end = () =>
          resolve({ path, status, connection, keepAlive: String(keepAlive), body: Buffer.concat(chunks) })
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', end)
      })
      sent.on('error', reject)
      sent.end()
    })
  }

  async function keep(): Promise<void> {
    for (let turn = 0; ; turn += 1) {
      try {
        got.push(await ask(paths[turn % paths.length] ?? '/'))
      } catch (fault) {
        // A connection that was closed as the request went out says nothing of the next one.
        if (!hasCode(fault, ['ECONNRESET', 'EPIPE'])) break
      }
    }
    agent.destroy()
  }

  return { got, done: keep() }
}
