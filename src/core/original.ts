import type { ReadableStreamDefaultReader } from 'node:stream/web'
import { Refused } from '../errors.ts'
import { type Focus, parseFocus } from '../image/geometry.ts'
import { withoutHeicDecoder } from '../image/heic-decoder.ts'
import { claimsPicture, type Kind, withoutDecoder } from '../image/kinds.ts'
import { decoders, sniff, SNIFF_BYTES } from '../image/sniff.ts'
import type { Ports } from './ports.ts'
import { sourceOf } from './stored.ts'

const GZIP = 'the file is packed with gzip, perhaps by its upload (Content-Encoding): store the picture as it is'

/** An original of which only the first bytes have been read. */
export interface Original {
  /** What renditions of it are to bear as their source: that of the very bytes that this reads, never of an earlier look. */
  readonly source: string
  readonly contentType: string | undefined
  /** The point that the uploader wants kept where something is cropped. */
  readonly focus: Focus | null
  /**
   * `picture`: it is worth decoding. `other`: it neither is a picture nor claims to be one, and is left alone. A `Refused`:
   * it claims to be one and cannot be used.
   */
  readonly verdict: 'picture' | 'other' | Refused
  /** What it is by its first bytes; `null` where it is no picture. */
  readonly kind: Kind | null
  /** Reads the first bytes: at least so many, or all that there are. Nothing is read twice, and `bytes` begins with them. */
  first(wanted: number): Promise<Uint8Array>
  /** Whether it may still be being written. */
  readonly isYoung: boolean
  /** Reads it to the end. @throws Changed when it was replaced under the reader */
  bytes(): Promise<Uint8Array>
  /** Gives up on what has not been read. */
  close(): Promise<void>
}

/**
 * Opens an original and judges it by its first bytes and its claim; `null` where there is none.
 *
 * @throws Archived
 */
export async function openOriginal(
  { originals, settings, observer }: Pick<Ports, 'originals' | 'settings' | 'observer'>,
  key: string,
): Promise<Original | null> {
  const start = performance.now()
  const object = await originals.get(key)
  if (object === null) return null
  const reader = object.body.getReader()
  let begun = Buffer.concat(await readAtLeast(reader, SNIFF_BYTES))

  async function first(wanted: number): Promise<Uint8Array> {
    if (begun.length < wanted) begun = Buffer.concat([begun, ...(await readAtLeast(reader, wanted - begun.length))])
    return begun
  }

  return {
    source: sourceOf(object),
    contentType: object.contentType,
    focus: parseFocus(object.metadata['focus']),
    verdict: judge(key, object.contentType, object.size, begun, settings.limits.bytes),
    kind: sniff(begun),
    first,
    isYoung: object.isYoung === true,
    bytes: async () => {
      const bytes = await first(Infinity)
      observer?.stage('read', performance.now() - start, bytes.length)
      return bytes
    },
    close: () => reader.cancel(),
  }
}

/**
 * Judges a file by its first bytes, and by what it claims to be.
 *
 * @param size of all of it, in bytes
 * @param limit in bytes
 */
export function judge(
  key: string,
  contentType: string | undefined,
  size: number,
  first: Uint8Array,
  limit: number,
): Original['verdict'] {
  const kind = sniff(first)
  if (kind === null && !claimsPicture(key, contentType)) return 'other'
  if (size === 0) return new Refused('empty')
  if (size > limit) return new Refused('too-many-bytes', `the file has ${size} bytes, the limit is ${limit}`)
  if (kind === null) return isGzip(first) ? new Refused('unsupported', GZIP) : new Refused('not-a-picture')
  if (kind === 'heic' && !decoders.includes(kind)) return withoutHeicDecoder()
  return decoders.includes(kind) ? 'picture' : withoutDecoder(kind)
}

/** RFC 1952, 2.3.1. Some upload everything with `Content-Encoding: gzip`, which a store keeps as it is. */
function isGzip(first: Uint8Array): boolean {
  return first[0] === 0x1f && first[1] === 0x8b
}

async function readAtLeast(reader: ReadableStreamDefaultReader<Uint8Array>, wanted: number): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = []
  for (let size = 0; size < wanted;) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    size += value.length
  }
  return chunks
}
