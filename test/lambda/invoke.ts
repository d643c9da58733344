import { once } from 'node:events'
import { createServer } from 'node:http'
import type { LambdaFunctionURLEvent } from 'aws-lambda'
import { isStreaming, openStream, type StreamingHandler } from './runtime.ts'

interface Streamed {
  readonly contentType: string | undefined
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly body: Buffer
}

export interface Invocation {
  /** Settles when the answer is there whole, with what the function may still be doing going on. */
  readonly answered: Promise<Streamed>
  /** Settles when the function is done, and the runtime would take the next event. */
  readonly over: Promise<void>
}

/** Invokes a function that streams, over HTTP as the runtime does. */
export function invoke(handler: object, event: LambdaFunctionURLEvent): Invocation {
  const answer = Promise.withResolvers<Streamed>()
  if (!isStreaming(handler)) throw new Error('it does not stream')
  const over = run(handler)
  over.catch(() => {})

  async function run(handler: StreamingHandler): Promise<void> {
    const api = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('end', () => {
        answer.resolve(readStreamed(incoming.headers['content-type'], Buffer.concat(chunks)))
        outgoing.end()
      })
    })
    await once(api.listen(0, '127.0.0.1'), 'listening')
    const address = api.address()
    if (address === null || typeof address === 'string') throw new Error('it listens nowhere')
    const { stream, taken } = openStream(new URL(`http://127.0.0.1:${address.port}/response`))
    try {
      await handler(event, stream, { awsRequestId: event.requestContext.requestId })
      await taken
      if (!stream.writableFinished) throw new Error('Response stream is not finished.')
    } finally {
      api.close()
      api.closeAllConnections()
    }
  }

  return { answered: answer.promise, over }
}

function readStreamed(contentType: string | undefined, bytes: Buffer): Streamed {
  const end = bytes.indexOf(Buffer.alloc(8))
  const { statusCode, headers }: Pick<Streamed, 'statusCode' | 'headers'> = JSON.parse(
    bytes.subarray(0, end).toString(),
  )
  return { contentType, statusCode, headers, body: bytes.subarray(end + 8) }
}
