import { cleanText, type Exif, tags } from './exif.ts'

/** Who made a picture and who owns it: the only metadata that every rendition keeps. */
export interface Rights {
  readonly Copyright?: string
  readonly Artist?: string
}

/** The blocks beside EXIF, as they are in a file. */
interface Other {
  readonly xmp?: Buffer | null | undefined
  readonly iptc?: Buffer | null | undefined
}

/** The bytes of UTF-8 that each of the rights may have in a rendition. */
const MOST_TEXT = 500
/** XMP is text of any size; what is sought stands near its beginning. */
const MOST_XMP = 2 ** 16

/**
 * Reads the rights from EXIF, else from XMP, else from IPTC: the order of the Metadata Working Group's guidelines 2.0, 5.1,
 * for reading.
 */
export function rightsOf(blocks: Other, exif: Exif | null): Rights {
  const xmp = blocks.xmp?.toString('utf8', 0, MOST_XMP) ?? ''
  const Copyright =
    exif?.text(exif.main, tags.copyright) ?? xmpText(xmp, 'rights') ?? iptcText(blocks.iptc, IPTC_COPYRIGHT)
  const Artist = exif?.text(exif.main, tags.artist) ?? xmpText(xmp, 'creator') ?? iptcText(blocks.iptc, IPTC_BYLINE)
  return {
    ...(Copyright !== null && { Copyright: shorten(Copyright) }),
    ...(Artist !== null && { Artist: shorten(Artist) }),
  }
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
function iptcText(iptc: Buffer | null | undefined, dataset: number): string | null {
  const at = iptc?.indexOf(Buffer.from([0x1c, 2, dataset])) ?? -1
  if (!iptc || at === -1 || at + 5 > iptc.length) return null
  return cleanText(iptc.subarray(at + 5, at + 5 + iptc.readUInt16BE(at + 3)))
}
