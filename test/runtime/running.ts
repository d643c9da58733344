import type { IncomingMessage } from 'node:http'
import { afterEach, inject } from 'vitest'
import { environmentOf, type LambdaFunction } from '../cloud/lambda/function.ts'
import { type FunctionProcess, type Invocation, startProcess } from '../cloud/lambda/process.ts'

/** One process of a function, in Lambda's own client. */
export interface Running extends FunctionProcess {
  /** What it has printed, a line each. */
  readonly logs: readonly string[]
}

/** Starts functions as the template describes them, and ends them after each test. */
export function useRuntime(): (described: LambdaFunction) => Promise<Running> {
  let running: FunctionProcess[] = []
  afterEach(() => {
    for (const one of running) one.kill()
    running = []
  })
  return async (described) => {
    const logs: string[] = []
    const started = await startProcess({
      ...described,
      host: clientScript(),
      environment: environmentOf(described),
      log: (line) => void logs.push(line),
    })
    running.push(started)
    return { ...started, logs }
  }
}

export function clientScript(): string {
  const script = inject('runtimeClient')
  if (script === undefined) throw new Error('the suite has not provided the client')
  return script
}

/** An answer that was streamed to the runtime API. */
export interface Streamed {
  /** Headers of the request that carried it. */
  readonly headers: IncomingMessage['headers']
  readonly trailers: IncomingMessage['trailers']
  readonly bytes: Buffer
}

/** Takes a streamed answer to its end. The invocation may go on. */
export async function streamedBy({ answer }: Invocation): Promise<Streamed> {
  const request = await answer
  if (typeof request === 'string') throw new Error(`it did not stream: ${request}`)
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return { headers: request.headers, trailers: request.trailers, bytes: Buffer.concat(chunks) }
}

/** What a function URL makes of it: https://docs.aws.amazon.com/lambda/latest/dg/response-streaming-tutorial.html */
export interface Answer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

const DELIMITER = Buffer.alloc(8)

export function answerIn({ bytes }: Streamed): Answer {
  const end = bytes.indexOf(DELIMITER)
  if (end < 0) throw new Error(`the answer has no prelude: ${bytes.subarray(0, 200).toString()}`)
  const prelude: Omit<Answer, 'body'> = JSON.parse(bytes.subarray(0, end).toString())
  return { ...prelude, body: bytes.subarray(end + DELIMITER.length) }
}
