import type { Readable } from 'node:stream'
import { urlEvent } from '../../lambda/url-event.ts'
import type { OriginAnswer, OriginRequest } from '../edge/origin.ts'
import { type LambdaFunction, Throttled } from './function.ts'

const DELIMITER = Buffer.alloc(8)

/** A function URL that streams: an event for each request, and an answer whose head is JSON before eight zero bytes. */
export function createFunctionUrl(target: LambdaFunction) {
  return async ({ method, path, headers }: OriginRequest): Promise<OriginAnswer> => {
    try {
      const { answer } = await target.invoke(urlEvent(path, { method, headers }))
      const streamed = await answer
      if (typeof streamed === 'string') throw new Error('it does not stream')
      return readStreamed(await readAll(streamed))
    } catch (error) {
      return plain(error instanceof Throttled ? 429 : 502)
    }
  }
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function readStreamed(bytes: Buffer): OriginAnswer {
  const end = bytes.indexOf(DELIMITER)
  if (end < 0) throw new Error('the answer has no head')
  const { statusCode, headers }: { statusCode: number; headers: Record<string, string> } = JSON.parse(
    bytes.subarray(0, end).toString(),
  )
  return { status: statusCode, headers: new Headers(headers), body: bytes.subarray(end + DELIMITER.length) }
}

function plain(status: number): OriginAnswer {
  const headers = new Headers({
    'content-type': 'application/json',
    'x-amzn-errortype': 'InternalServerErrorException',
  })
  return { status, headers, body: Buffer.from(JSON.stringify({ Message: 'Internal Server Error' })) }
}
