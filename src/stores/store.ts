import { createHash } from 'node:crypto'

/** What a store says of an object without its bytes. */
export interface ObjectHead {
  /** Names these very bytes, without quotes. For what `put` wrote it is the MD5 in lower-case hex, as in S3. */
  readonly etag: string
  /** The size in bytes. */
  readonly size: number
  /** `undefined` where nobody declared one, as for a file that another program wrote. */
  readonly contentType: string | undefined
  readonly cacheControl: string | undefined
  /** `undefined` where nobody gave one. */
  readonly contentDisposition?: string | undefined
  /** User metadata: lower-case names, ASCII values. */
  readonly metadata: Readonly<Record<string, string>>
  /**
   * When it was last written, where the store says so and the next write is sure to have another time: so it is missing
   * from what was written within the last two seconds.
   */
  readonly written?: string
  /**
   * The time that a file bears, in ms since 1970. It is what people know a file by; whoever copies or writes one may set it
   * to any, so it does not tell versions apart.
   */
  readonly modified?: number
  /** Whether its bytes are in an archive, where `get` cannot read them until somebody has restored them. */
  readonly isArchived?: boolean
}

export interface StoredObject extends ObjectHead {
  /**
   * The bytes that `etag` names. Cancel the stream when they are not wanted to the end. It errors with `Changed` where
   * the object was replaced or deleted under the reader.
   */
  readonly body: ReadableStream<Uint8Array>
  /** Whether it was written so recently that more of it may follow: what is no picture yet may become one. */
  readonly isYoung?: boolean
}

export interface NewObject {
  readonly body: Uint8Array
  readonly contentType: string
  readonly cacheControl?: string
  /** ASCII. */
  readonly contentDisposition?: string
  /** User metadata: lower-case names, ASCII values. */
  readonly metadata: Readonly<Record<string, string>>
}

/** What must still hold for a write to happen: nothing is stored there, or the very object that was looked at. */
export type Condition = 'absent' | { readonly etag: string }

export interface ListedObject {
  readonly key: string
  readonly etag: string
  /** When it was last written, where the store says so: metadata can change and leave the ETag as it is. */
  readonly written?: string
  /** As `head` says it. */
  readonly modified?: number
  /** The size in bytes. */
  readonly size: number
  /** As `head` says it, where a listing knows: one of S3 knows of storage classes, and not of Intelligent-Tiering's tiers. */
  readonly isArchived?: boolean
  /** What `head` says of it, where the listing knows it anyway; a listing of S3 does not. */
  readonly metadata?: ObjectHead['metadata']
}

export interface ListOptions {
  readonly prefix?: string
  readonly after?: string
  /** Is called with the prefix of keys that cannot be listed, which may be there or not. */
  readonly unknown?: (prefix: string, fault: unknown) => void
}

/**
 * The port of all stores: a bucket, or what stands for one. Reads see every write that finished before they began.
 *
 * Absence is `null` and nothing else: whatever keeps the store from knowing (a refused permission, a disk
 * that is gone, a time-out) throws, for taking it for absence would delete renditions.
 */
export interface Store {
  head(key: string): Promise<ObjectHead | null>
  /** @throws Archived where the bytes are in an archive */
  get(key: string): Promise<StoredObject | null>
  /** Stores the object whole or not at all. Returns its ETag, or `null` where the condition does not hold. */
  put(key: string, object: NewObject, only: Condition): Promise<string | null>
  /** Returns false, with nothing deleted, where the object is not (any more) the one that `etag` names. */
  delete(key: string, etag: string): Promise<boolean>
  /**
   * Every object under the prefix and after the key, in the order of the keys' UTF-8 bytes.
   *
   * A part that cannot be listed, such as a folder that may not be read, is a fault and throws. Where `unknown` is
   * given, it is called instead, and the rest is listed.
   */
  list(options?: ListOptions): AsyncIterable<ListedObject>
  /**
   * Throws unless the location itself is there. Before anything is deleted because its original is gone, this
   * must have been asked: a missing bucket or an unmounted folder is not the absence of its objects.
   */
  answers(): Promise<void>
}

/** What is left of a store for those who only look. */
export type Reader = Pick<Store, 'head' | 'get' | 'list' | 'answers'>

/** Reads a body to its end. */
export async function readAll(body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
}

/** Whether a write may happen, given what is stored now. */
export function holds(only: Condition, stored: ObjectHead | null): boolean {
  return only === 'absent' ? stored === null : stored?.etag === only.etag
}

/**
 * Orders keys by their UTF-8 bytes, as S3 lists them; JavaScript orders characters beyond U+FFFF otherwise. It makes no bytes
 * of them, as a folder may have very many names.
 */
export function compareKeys(a: string, b: string): number {
  const common = Math.min(a.length, b.length)
  for (let at = 0; at < common; at += 1) {
    const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)]
    if (one !== other) return rank(one) - rank(other)
  }
  return a.length - b.length
}

/** Puts the halves of characters beyond U+FFFF behind all others. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800
}

/** The MD5 in lower-case hex, as S3's ETag of what was put whole. It tells versions apart and guards nothing. */
export function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('hex')
}

/** Makes a body of bytes that are in memory already. */
export function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      if (bytes.length > 0) controller.enqueue(bytes)
      controller.close()
    },
  })
}
