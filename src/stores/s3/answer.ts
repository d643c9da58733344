import type { ObjectHead } from '../store.ts'

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
