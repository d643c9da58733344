import { crc32 } from 'node:zlib'
import type { Metadata, Sharp } from 'sharp'
import { cleanText, type Exif, openExif, tags } from './exif.ts'

/** Who made a picture and who owns it: the only metadata that every rendition keeps. */
export interface Rights {
  readonly Copyright?: string
  readonly Artist?: string
}

/** In bytes of UTF-8. */
const MOST_TEXT = 500
/** XMP is text of any size; what is sought stands near its beginning. */
const MOST_XMP = 2 ** 16

/** Of EXIF, else of XMP, else of IPTC: the order of the Metadata Working Group's guidelines 2.0, 5.1, for reading. */
export function rightsOf(metadata: Pick<Metadata, 'xmp' | 'iptc'>, exif: Exif | null): Rights {
  const xmp = metadata.xmp?.toString('utf8', 0, MOST_XMP) ?? ''
  const Copyright =
    exif?.text(exif.main, tags.copyright) ?? xmpText(xmp, 'rights') ?? iptcText(metadata.iptc, IPTC_COPYRIGHT)
  const Artist = exif?.text(exif.main, tags.artist) ?? xmpText(xmp, 'creator') ?? iptcText(metadata.iptc, IPTC_BYLINE)
  return {
    ...(Copyright !== null && { Copyright: shorten(Copyright) }),
    ...(Artist !== null && { Artist: shorten(Artist) }),
  }
}

/** Has a rendition bear the rights; `stampRights` puts in their words when it is made. */
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
  const start = bytes.indexOf('II*\0\b\0\0\0', 0, 'latin1') // what libexif begins a block with
  if (start === -1 || Object.keys(rights).length === 0) return bytes
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

function size(text: string): number {
  return Buffer.byteLength(text)
}

function shorten(text: string): string {
  return cleanText(Buffer.from(text).subarray(0, MOST_TEXT)) ?? ''
}

/** The first item of a Dublin Core property: XMP part 1, 7.5 and 8.3. */
function xmpText(xmp: string, property: 'rights' | 'creator'): string | null {
  const start = xmp.indexOf(`<dc:${property}>`)
  const end = xmp.indexOf(`</dc:${property}>`, start)
  if (start === -1 || end === -1) return null
  const item = /<rdf:li[^<>]*>([^<>]*)<\/rdf:li>/.exec(xmp.slice(start, end))
  return item === null ? null : cleanText(Buffer.from(unescape(item[1]!)))
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescape(text: string): string {
  return text
    .replaceAll(/&#(?:x([\da-f]{1,6})|(\d{1,7}));/gi, (_, hex?: string, decimal?: string) => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
      return code <= 0x10_ff_ff ? String.fromCodePoint(code) : ' '
    })
    .replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => ENTITIES[name]!)
}

const IPTC_BYLINE = 80
const IPTC_COPYRIGHT = 116

/** A dataset of record 2, in whatever the blob wraps it: IPTC IIM 4.2, 1.6. */
function iptcText(iptc: Buffer | undefined, dataset: number): string | null {
  const at = iptc?.indexOf(Buffer.from([0x1c, 2, dataset])) ?? -1
  if (iptc === undefined || at === -1 || at + 5 > iptc.length) return null
  return cleanText(iptc.subarray(at + 5, at + 5 + iptc.readUInt16BE(at + 3)))
}
