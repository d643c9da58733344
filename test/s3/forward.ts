import { once } from 'node:events'
import { type IncomingMessage, request as send } from 'node:http'
import { printTarget, type S3Answer, type S3Request } from './requests.ts'

/** Headers that belong to one connection, not to the answer. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding'])

/** Has the emulator carry a request out. */
export async function forward(emulator: string, request: S3Request): Promise<S3Answer> {
  const { method, headers, body } = request
  const { hostname, port } = new URL(emulator)
  const forwarded = send({
    hostname,
    port,
    path: printTarget(request), // as a URL it would be tidied up
    method,
    headers: { 'content-type': 'binary/octet-stream', ...headers, 'content-length': body.length },
  })
  forwarded.end(body)
  const [response]: IncomingMessage[] = await once(forwarded, 'response')
  if (response === undefined) throw new Error('the emulator does not answer')
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  return { status: response.statusCode ?? 500, headers: headersOf(response), body: Buffer.concat(chunks) }
}

function headersOf({ headers }: IncomingMessage): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !HOP_BY_HOP.has(name)) kept[name] = value
  }
  return kept
}
