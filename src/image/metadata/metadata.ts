import { crc32 } from 'node:zlib'
import type { Sharp } from 'sharp'
import { type Capture, captureOf, hasPlace } from './capture.ts'
import { ASCII, type Exif, openExif, tags } from './exif.ts'
import { type Rights, rightsOf } from './rights.ts'

/** The blocks of metadata that a file holds, each as it is there. */
interface Blocks {
  /** A TIFF structure, with or without `Exif\0\0` before it. */
  readonly exif?: Buffer | null | undefined
  readonly xmp?: Buffer | null | undefined
  readonly iptc?: Buffer | null | undefined
}

/** What is read of a file's metadata. */
export interface EmbeddedMetadata {
  /** The EXIF tags that every rendition keeps. */
  readonly rights: Rights
  /** The camera model and the time. */
  readonly capture: Capture
  /** Whether the file says where it was taken, which no rendition does. */
  readonly hasPlace: boolean
  /** Whether it says that its colours are Adobe RGB. */
  readonly isAdobeRgb: boolean
}

/** Reads who has the rights, what took it and when, and what decoding must know. Nothing else is taken from metadata. */
export function readMetadata(blocks: Blocks): EmbeddedMetadata {
  const exif = blocks.exif ? openExif(blocks.exif) : null
  return {
    rights: rightsOf(blocks, exif),
    capture: captureOf(exif),
    hasPlace: hasPlace(exif, blocks.xmp ?? null),
    isAdobeRgb: exif !== null && isAdobeRgb(exif),
  }
}

/** Makes room for the rights in a rendition's EXIF block; `stampRights` puts in their words when it is made. */
export function reserveRights(input: Sharp, rights: Rights): void {
  const reserved = Object.entries(rights).map(([name, text]: [string, string]) => [name, 'x'.repeat(size(text))])
  // An array of no entries would still write an empty EXIF block.
  if (reserved.length > 0) input.withExif({ IFD0: Object.fromEntries(reserved), IFD2: { ColorSpace: '1' } })
}

/**
 * Writes the rights where `reserveRights` made room for them. libvips itself would write "Müller (Berlin)" as "Muller":
 * it makes ASCII of everything and takes a parenthesis at the end for a remark of its own.
 */
export function stampRights(bytes: Buffer, rights: Rights): Buffer {
  if (Object.keys(rights).length === 0) return bytes
  const start = bytes.indexOf('II*\0\b\0\0\0', 0, 'latin1') // what libexif begins a block with
  if (start === -1) return bytes
  const block = bytes.subarray(start)
  const exif = openExif(block)
  stamp(rights.Copyright, tags.copyright)
  stamp(rights.Artist, tags.artist)
  if (bytes.toString('latin1', start - 4, start) === 'eXIf') {
    const end = start + bytes.readUInt32BE(start - 8)
    bytes.writeUInt32BE(crc32(bytes.subarray(start - 4, end)), end) // PNG 5.3: the chunk's type and data
  }
  return bytes

  function stamp(text: string | undefined, tag: number): void {
    const field = exif.main.get(tag)
    if (text !== undefined && field?.length === size(text) + 1) block.write(text, field.start, 'utf8')
  }
}

/** An EXIF block that says who holds the rights and nothing else, `null` for nobody: EXIF 3.0, 4.5. Texts of five bytes and more stand behind it. */
export function exifOf({ Artist, Copyright }: Rights): Buffer | null {
  const texts = [
    [tags.artist, Artist],
    [tags.copyright, Copyright],
  ] as const
  const fields = texts.flatMap(([tag, text]) => (text ? [{ tag, text: Buffer.from(`${text}\0`) }] : []))
  if (fields.length === 0) return null
  const directory = Buffer.alloc(8 + 2 + 12 * fields.length + 4)
  directory.write('II*\0\b', 0, 'latin1')
  directory.writeUInt16LE(fields.length, 8)
  let end = directory.length
  const behind: Buffer[] = []
  for (const [index, { tag, text }] of fields.entries()) {
    const at = 10 + 12 * index
    directory.writeUInt16LE(tag, at)
    directory.writeUInt16LE(ASCII, at + 2)
    directory.writeUInt32LE(text.length, at + 4)
    if (text.length <= 4) {
      text.copy(directory, at + 8)
    } else {
      directory.writeUInt32LE(end, at + 8)
      behind.push(text)
      end += text.length
    }
  }
  return Buffer.concat([directory, ...behind])
}

function size(text: string): number {
  return Buffer.byteLength(text)
}

/** DCF 2.0 (JEITA CP-3461B), optional colour space. */
function isAdobeRgb(exif: Exif): boolean {
  const directory = exif.under(exif.under(exif.main, tags.exif), tags.interoperability)
  return exif.text(directory, tags.interoperabilityIndex) === 'R03'
}
