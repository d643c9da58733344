import { Readable } from 'node:stream'
import type { HeadObjectCommand } from '@aws-sdk/client-s3'
import type { ObjectHead } from '../store.ts'
import { S3Fault } from './fault.ts'

/** What a response of S3 says of an object. */
interface ObjectResponse {
  readonly ETag?: string | undefined
  readonly ContentLength?: number | undefined
  readonly ContentType?: string | undefined
  readonly CacheControl?: string | undefined
  readonly ContentDisposition?: string | undefined
  readonly Metadata?: Record<string, string> | undefined
}

export function headOf(response: ObjectResponse): ObjectHead {
  return {
    etag: etagOf(response),
    size: required('Content-Length', response.ContentLength),
    contentType: response.ContentType,
    cacheControl: response.CacheControl,
    ...(response.ContentDisposition !== undefined && { contentDisposition: response.ContentDisposition }),
    metadata: response.Metadata ?? {},
  }
}

/**
 * The body of a response, as the port has it. It reads only what is asked for, and cancelling it closes the connection,
 * so the first bytes of a video of 5 GB cost little more than themselves.
 *
 * A body that breaks off or is shorter than its `Content-Length` errors. Reading is not resumed from there: the queue
 * repeats all of `reconcile`, and a viewer's next request repeats all of `serve`.
 */
export function bodyOf(body: unknown): ReadableStream<Uint8Array> {
  if (!(body instanceof Readable)) throw new TypeError('S3 answered without a body')
  const chunks: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]()
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
        body.destroy()
      },
    },
    { highWaterMark: 0 },
  )
}

/** The ETag without quotes. It is the MD5 of the bytes only if they were put whole and not encrypted with a KMS key. */
export function etagOf({ ETag }: Pick<ObjectResponse, 'ETag'>): string {
  return required('ETag', ETag).replace(/^"(.*)"$/, '$1')
}

/** Decodes a key of a listing with `EncodingType: 'url'`, which is encoded as in a form: a space is a plus sign. */
export function decodeKey(key: string): string {
  return decodeURIComponent(key.replaceAll('+', ' '))
}

/** Gives what S3 always says, though the SDK's types leave it open. */
export function required<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw new Error(`S3 told no ${name}`)
  return value
}

/**
 * How far apart two times must be to differ for sure, in ms: S3 tells whole seconds, and its clocks may differ a
 * little.
 */
const SAME_TIME = 2000

/**
 * When an object was written, if that was so long before the response that whatever is written after it has another
 * time. Both times come from S3's clocks, so it does not matter what ours says.
 *
 * @param date the response's `Date` header
 */
export function writtenBefore(lastModified: Date | undefined, date: string | undefined): { written?: string } {
  if (lastModified === undefined || date === undefined) return {}
  return Date.parse(date) - lastModified.getTime() >= SAME_TIME ? { written: lastModified.toISOString() } : {}
}

/** Gives the `Date` header of the command's response, once that is there: the SDK does not hand it on. */
export function responseDate(command: HeadObjectCommand): () => string | undefined {
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
