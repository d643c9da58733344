import { TextDecoder } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { Refused } from '../errors.ts'

/** In bytes, after unzipping: a larger drawing is a map or an accident. */
const LONGEST = 8 * 1024 * 1024
/** One that is a parameter, lies elsewhere or holds others; XML 1.0, 4.2. */
const ENTITY = /<!ENTITY\s(?:\s*%|[^"'<>]*\b(?:SYSTEM|PUBLIC)\b|[^"'<>]*(?:"[^"&]*&|'[^'&]*&))/i
const GZIP = Buffer.from([0x1f, 0x8b])

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
  if (ENTITY.test(text)) {
    throw new Refused('unsupported', 'the drawing declares entities that hold others or lie elsewhere')
  }
  // libvips knows an SVG by this word, which its root has not where it has a prefix.
  return `<!--<svg -->${text}`
}

/** What can be unzipped of the first bytes of a file; the bytes themselves where they are not zipped. */
export function peekUnzipped(first: Buffer): Buffer {
  if (!first.subarray(0, 2).equals(GZIP)) return first
  try {
    return gunzipSync(first, { finishFlush: 2, maxOutputLength: LONGEST }) // Z_SYNC_FLUSH: it is cut off
  } catch {
    return first
  }
}

/** By its byte order mark, or what it declares, without either: XML 1.0, appendix F. */
export function toUtf8(bytes: Buffer): string {
  const declared = /^\s*<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']/.exec(bytes.toString('latin1', 0, 200))
  return decoderFor(bytes, declared?.[1] ?? 'utf-8')
    .decode(bytes)
    .replace(/^\s*<\?xml\s[^>]*\?>/, '')
}

/**
 * Everything from an SVG's root element on; `null` where the text is none. XML 1.0, 2.8: before it there may be comments,
 * instructions and a document type.
 */
export function rootOf(text: string): string | null {
  let rest = text.trimStart()
  for (;;) {
    const { length } = rest
    if (rest.startsWith('<!--')) rest = after(rest, '-->')
    else if (rest.startsWith('<?')) rest = after(rest, '?>')
    else if (/^<!doctype\b/i.test(rest)) rest = rest.replace(/^<!doctype[^>[]*(?:\[[^\]]*\][^>]*)?>/i, '')
    else return /^<(?:[\w.-]+:)?svg[\s/>]/i.test(rest) ? rest : null
    rest = rest.trimStart()
    if (rest.length === length) return null // it does not end within what was read
  }
}

function after(text: string, end: string): string {
  const at = text.indexOf(end)
  return at === -1 ? text : text.slice(at + end.length)
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
