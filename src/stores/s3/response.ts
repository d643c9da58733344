import type { ObjectHead } from '../store.ts'
import { Readable } from 'node:stream'
import { S3Fault } from './fault.ts'
import type { HeadObjectCommand } from '@aws-sdk/client-s3'

/** What S3 tells of an object. */
interface Answer {
  readonly ETag?: string | undefined
  readonly ContentLength?: number | undefined
  readonly ContentType?: string | undefined
  readonly CacheControl?: string | undefined
  readonly Metadata?: Record<string, string> | undefined
}

export function headOf(answer: Answer): ObjectHead {
  return {
    etag: etagOf(answer),
    size: told('Content-Length', answer.ContentLength),
    contentType: answer.ContentType,
    cacheControl: answer.CacheControl,
    metadata: answer.Metadata ?? {},
  }
}

/** As S3 says it, without quotes: the MD5 of the bytes only where they were put whole and are not encrypted with a KMS key. */
export function etagOf({ ETag }: Pick<Answer, 'ETag'>): string {
  return told('ETag', ETag).replace(/^"(.*)"$/, '$1')
}

/** A key of a listing with `EncodingType: 'url'`, which is encoded as in a form: a space is a plus sign. */
export function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '))
}

/** What S3 always tells, though the SDK's types leave it open. */
export function told<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw new Error(`S3 told no ${name}`)
  return value
}

/**
 * The body of an answer, as the port wants it. It reads only what is asked for, and cancelling it closes the connection,
 * so the first bytes of a video of 5 GB cost little more than themselves.
 *
 * A body that breaks off or is shorter than its `Content-Length` errors. It is not taken up again from there: the queue
 * repeats all of `reconcile`, and a viewer's next request all of `serve`.
 */
export function bodyOf(answer: unknown): ReadableStream<Uint8Array> {
  if (!(answer instanceof Readable)) throw new TypeError('S3 answered without a body')
  const chunks: AsyncIterator<Uint8Array> = answer[Symbol.asyncIterator]()
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await chunks.next()
          if (done) controller.close()
          else controller.enqueue(value)
        } catch (error) {
          throw new S3Fault('GetObject', error)
        }
      },
      cancel() {
        answer.destroy()
      },
    },
    { highWaterMark: 0 },
  )
}

/** In ms: S3 tells times in whole seconds, and its machines' clocks may differ a little. */
const SAME_TIME = 2000

/**
 * When an object was written, if that was so long before the answer that whatever is written after the answer bears
 * another time. Both are told by S3's clocks, so that it does not matter what ours says.
 *
 * @param date the answer's `Date` header
 */
export function writtenBefore(lastModified: Date | undefined, date: string | undefined): { written?: string } {
  if (lastModified === undefined || date === undefined) return {}
  return Date.parse(date) - lastModified.getTime() >= SAME_TIME ? { written: lastModified.toISOString() } : {}
}

/** Gives the `Date` header of the command's answer, once that is there: the SDK does not hand it on. */
export function answerDate(command: HeadObjectCommand): () => string | undefined {
  let date: string | undefined
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      date = headerOf(result.response, 'date')
      return result
    },
    { step: 'deserialize' },
  )
  return () => date
}

function headerOf(response: unknown, name: string): string | undefined {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return undefined
  const { headers } = response
  if (typeof headers !== 'object' || headers === null || !(name in headers)) return undefined
  const value: unknown = Reflect.get(headers, name)
  return typeof value === 'string' ? value : undefined
}
