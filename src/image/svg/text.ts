import { TextDecoder } from 'node:util'
import { constants, gunzipSync } from 'node:zlib'
import { Refused } from '../../errors.ts'
import { declaresEntities, withoutDeclaration } from './prolog.ts'

/** The bytes that a drawing may have, unzipped: a larger one is a map or an accident. */
const LONGEST = 8 * 1024 * 1024
const GZIP = Buffer.from([0x1f, 0x8b])
/** How many bytes of a zipped file are unzipped first to see what is in it. */
const LITTLE = 256

/**
 * An SVG's text, from a plain or a gzipped file.
 *
 * @throws Refused where it is too long, or declares entities that hold others or lie elsewhere: a kilobyte of these
 * can stand for a gigabyte
 */
export function readSvgText(bytes: Uint8Array): string {
  const plain = unzip(bytes)
  if (plain.length > LONGEST) throw new Refused('unsupported', `the drawing has more than ${LONGEST} bytes of text`)
  const text = toUtf8(plain)
  if (declaresEntities(text)) {
    throw new Refused('unsupported', 'the drawing declares entities that hold others or lie elsewhere')
  }
  // libvips knows an SVG by this word, which its root has not where it has a prefix.
  return `<!--<svg -->${text}`
}

/**
 * The first bytes of what a file holds, at most as many as are wanted: unzipped where it is zipped, else the bytes themselves.
 *
 * @param first the first bytes of the file. Deflate makes 1,032 bytes of one at most, so few of them are unzipped at a time
 */
export function peekUnzipped(first: Buffer, wanted: number): Buffer {
  if (!first.subarray(0, 2).equals(GZIP)) return first.subarray(0, wanted)
  for (let length = LITTLE; ; length *= 2) {
    const unzipped = unzipPart(first.subarray(0, length))
    if (unzipped === null) return first.subarray(0, wanted)
    if (unzipped.length >= wanted || length >= first.length) return unzipped.subarray(0, wanted)
  }
}

function unzipPart(part: Buffer): Buffer | null {
  try {
    return gunzipSync(part, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: LONGEST }) // it is cut off
  } catch {
    return null
  }
}

/** Decodes text by its byte order mark or by the encoding that it declares, and gives it without either: XML 1.0, appendix F. */
export function toUtf8(bytes: Buffer): string {
  const declared = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']/.exec(bytes.toString('latin1', 0, 200))
  return withoutDeclaration(decoderFor(bytes, declared?.[1] ?? 'utf-8').decode(bytes))
}

function decoderFor(bytes: Buffer, label: string): TextDecoder {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le')
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be')
  if (bytes[0] === 0x3c && bytes[1] === 0) return new TextDecoder('utf-16le')
  if (bytes[0] === 0 && bytes[1] === 0x3c) return new TextDecoder('utf-16be')
  if (/^(?:utf-?16|ucs-2|iso-10646)/i.test(label)) return new TextDecoder() // or it could not have been read
  try {
    return new TextDecoder(label)
  } catch {
    return new TextDecoder() // of a name that nobody knows
  }
}

function unzip(bytes: Uint8Array): Buffer {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (!file.subarray(0, 2).equals(GZIP)) return file
  try {
    return gunzipSync(file, { maxOutputLength: LONGEST + 1 })
  } catch (error) {
    const isLong = error instanceof RangeError
    throw isLong
      ? new Refused('unsupported', `the drawing has more than ${LONGEST} bytes of text`)
      : new Refused('damaged')
  }
}
