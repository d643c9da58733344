/** A field of an EXIF block: where its value lies in the block, and how many bytes it has. */
interface Field {
  readonly type: number
  readonly start: number
  readonly length: number
}

/** A directory of EXIF fields by their tag numbers. */
type Directory = ReadonlyMap<number, Field>

/** The tags that are read here: EXIF 3.0, 4.6.4 to 4.6.7. */
export const tags = {
  make: 0x01_0f,
  model: 0x01_10,
  artist: 0x01_3b,
  copyright: 0x82_98,
  exif: 0x87_69,
  gps: 0x88_25,
  taken: 0x90_03,
  takenOffset: 0x90_11,
  interoperability: 0xa0_05,
  lens: 0xa4_34,
  interoperabilityIndex: 0x00_01,
  latitude: 0x00_02,
} as const

const KNOWN: ReadonlySet<number> = new Set(Object.values(tags))
/** Bytes of one value by type number: TIFF 6.0, section 2. */
const SIZES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8]
export const ASCII = 2
const SHORT = 3
const LONG = 4
const UTF8 = 129
/** The bytes that are read of a text: nobody's name is longer, and a hostile block may claim anything. */
const MOST_TEXT = 1000

/**
 * An EXIF block of untrusted bytes, of which nothing is read but what is asked for: it takes no time or memory to speak
 * of, whatever the block claims.
 */
export interface Exif {
  readonly main: Directory
  /** The directory that a field of another one points to. */
  under(directory: Directory, tag: number): Directory
  text(directory: Directory, tag: number): string | null
  /** The first number of a field of whole numbers. */
  readonly number: (directory: Directory, tag: number) => number | null
}

/** @param bytes a TIFF structure, with or without `Exif\0\0` before it */
export function openExif(bytes: Buffer): Exif {
  const start = bytes.toString('latin1', 0, 4) === 'Exif' ? 6 : 0
  const block = bytes.subarray(start)
  const isLittle = block.toString('latin1', 0, 2) === 'II'

  function read(at: number, size: number): number {
    if (at + size > block.length) return 0
    return isLittle ? block.readUIntLE(at, size) : block.readUIntBE(at, size)
  }

  function directoryAt(offset: number): Directory {
    const fields = new Map<number, Field>()
    if (offset < 8) return fields
    const end = Math.min(offset + 2 + read(offset, 2) * 12, block.length - 11)
    for (let at = offset + 2; at < end; at += 12) {
      const tag = read(at, 2)
      if (!KNOWN.has(tag)) continue
      const type = read(at + 2, 2)
      const length = read(at + 4, 4) * (type === UTF8 ? 1 : (SIZES[type] ?? 0))
      const value = length <= 4 ? at + 8 : read(at + 8, 4)
      if (length > 0 && value + length <= block.length) fields.set(tag, { type, start: start + value, length })
    }
    return fields
  }

  return {
    main: directoryAt(read(4, 4)),
    under(directory, tag) {
      const field = directory.get(tag)
      return directoryAt(field === undefined ? 0 : read(field.start - start, Math.min(4, field.length)))
    },
    number(directory, tag) {
      const field = directory.get(tag)
      if (field === undefined || (field.type !== SHORT && field.type !== LONG)) return null
      return read(field.start - start, field.type === SHORT ? 2 : 4)
    },
    text(directory, tag) {
      const field = directory.get(tag)
      if (field === undefined || (field.type !== ASCII && field.type !== UTF8)) return null
      return cleanText(bytes.subarray(field.start, field.start + Math.min(field.length, MOST_TEXT)))
    },
  }
}

/**
 * Text of untrusted bytes in one line, or `null` where nothing can be seen. It is UTF-8 (EXIF says ASCII, everybody
 * writes UTF-8), or where it cannot be that, Latin 1. NUL ends it, or parts the photographer's copyright from the
 * editor's (EXIF 3.0, 4.6.5, Copyright).
 */
export function cleanText(bytes: Buffer): string | null {
  const utf8 = bytes.toString('utf8')
  const text = utf8.replace(/\uFFFD$/u, '').includes('\uFFFD') ? bytes.toString('latin1') : utf8.replace(/\uFFFD$/u, '')
  const parts = text.split('\0').map((part) => part.replaceAll(/\p{C}/gu, ' ').replaceAll(/\s+/gu, ' ').trim())
  const cleaned = parts.filter((part) => part !== '').join(', ')
  return cleaned === '' ? null : cleaned
}
