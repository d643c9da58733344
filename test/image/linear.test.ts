import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { Refused } from '../../src/errors.ts'
import { isBare } from '../../src/image/bare/bare.ts'
import { colourOf, plainSrgb } from '../../src/image/colour/colour.ts'
import { withUncovered } from '../../src/image/container/gif-cover.ts'
import { withClearing } from '../../src/image/container/gif-frames.ts'
import { boundText } from '../../src/image/container/png-text.ts'
import { boundFrames } from '../../src/image/container/webp-frames.ts'
import { segmentsOf } from '../../src/image/gain-map/segments.ts'
import { hdrProperties } from '../../src/image/gain-map/xmp.ts'
import { parseFocus } from '../../src/image/geometry.ts'
import { countScans, countScanWarnings } from '../../src/image/jpeg-scans.ts'
import { claimsPicture } from '../../src/image/kinds.ts'
import { captureOf, hasPlace } from '../../src/image/metadata/capture.ts'
import { cleanText, openExif, tags } from '../../src/image/metadata/exif.ts'
import { readMetadata } from '../../src/image/metadata/metadata.ts'
import { choosePage } from '../../src/image/tiff/tiff.ts'
import { rightsOf } from '../../src/image/metadata/rights.ts'
import { qualityWithin } from '../../src/image/quantisation.ts'
import { sniff } from '../../src/image/sniff.ts'
import { isSrgbProfile } from '../../src/image/colour/srgb-profile.ts'
import { stripped } from '../../src/image/stripped.ts'
import { contentOf } from '../../src/image/svg/content.ts'
import { declaresEntities, rootOf, withoutDeclaration } from '../../src/image/svg/prolog.ts'
import { scaleSvg, withSize } from '../../src/image/svg/scale.ts'
import { isAddressable, parsePath } from '../../src/path.ts'
import { growthOf } from './growth.ts'

/** Ten times the input takes ten times the CPU, and a bit more where it does not fit into a cache. */
const MOST = 15

interface Case {
  readonly name: string
  readonly begin: string
  readonly repeated: string
  readonly end: string
}

const casesOf = (rows: readonly (readonly [name: string, begin: string, repeated: string, end?: string])[]): Case[] =>
  rows.map(([name, begin, repeated, end = '']) => ({ name, begin, repeated, end }))

const textOf = ({ begin, repeated, end }: Case) => {
  return (size: number) => begin + repeated.repeat(Math.ceil(size / repeated.length)) + end
}
const bytesOf = (one: Case) => {
  const make = textOf(one)
  return (size: number) => Buffer.from(make(size), 'latin1')
}

/** A refusal is as good an answer as any. */
function attempt(run: () => unknown): void {
  try {
    run()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
  }
}

const drawings = casesOf([
  ['a document type without end', '<!doctype ', 'a'],
  ['brackets without end', '<!doctype [', '<a>'],
  ['brackets that begin again', '<!doctype ', '[]'],
  ['literals in a document type', '<!DOCTYPE svg "', `" '">' "`],
  ['comments', '', '<!-- a -->'],
  ['comments without end', '', '<!-- '],
  ['comments in a document type', '<!doctype [', '<!-- " -->'],
  ['instructions', '', '<?a?>'],
  ['an XML declaration without end', '<?xml ', '>?'],
  ['blanks', '', ' '],
  ['blanks of all kinds', '', ' \n\t\r\u00a0'],
  ['blanks in an entity', '<svg><!ENTITY', ' '],
  ['blanks in many entities', '<svg>', '<!ENTITY  \n\n'],
  ['entities with values', '<svg>', '<!ENTITY a "b">'],
  ['entities whose values do not end', '<svg>', `<!ENTITY a "<!ENTITY b '`],
  ['an entity without end', '<svg><!ENTITY ', 'a SYSTE '],
  ['a root with a long name', '<', 'svg:'],
  ['a root without end', '<svg ', 'a'],
  ['attributes', '<svg', ' a="b"', '>'],
  ['attributes without a value', '<svg', ' a'],
  ['blanks between attributes', '<svg a="b"', ' ', '>'],
  ['blanks around an equals sign', '<svg a', ' ', '="b">'],
  ['a value without end', '<svg a="', 'b'],
  ['a view box of blanks', '<svg viewBox="0', ' ', '0">'],
  ['text elements', '<svg>', '<text>a</text>'],
  ['text elements in each other', '<svg>', '<text>'],
  ['switches in each other', '<svg>', '<switch><foreignObject>a'],
  [
    'groups that browsers draw, in each other',
    '<svg>',
    '<switch><g requiredFeatures="a"><foreignObject>a</foreignObject>',
  ],
  ['features', '<svg><switch><g requiredFeatures="', 'Shape ', '">'],
  ['hidden elements', '<svg>', '<g display="none" style="display:none"><foreignObject width="0">a'],
  ['declarations of a style', '<svg><g style="', 'display : none ;', '">'],
  ['blanks in a style', '<svg><g style="display:none', ' ', '!important;a">'],
  ['zeros', '<svg><foreignObject width="', '0', 'a%">'],
  ['attributes before the one that is wanted', '<svg><g', ' a="b"', ' display="none">'],
  ['elements that are nearly used', '<svg>', '<a:us:'],
  ['a prefix without end', '<svg><', 'a'],
  ['blanks in HTML', '<svg><foreignObject>', '&#160; &nbsp;'],
  ['end tags', '<svg>', '</a>'],
  ['literal sections without end', '<svg><text>', '<![CDATA['],
  ['quotes in tags', '<svg><text>', `<a "'`],
  ['references', '<!DOCTYPE svg [<!ENTITY a "b">]><svg><text>', '&a;'],
  ['references without end', '<svg><text>', '&a'],
  ['a number', '<svg><text>&#', '9', ';'],
  ['numbers', '<svg><text>', '&#x6f22;'],
  ['letters of three bytes', '<svg><text>', '漢'],
  ['a view box of commas', '<svg viewBox="0', ' , ', '">'],
])

describe('a drawing of', () => {
  it.each(drawings)('$name takes no more than its share', (one) => {
    const all = (text: string) => {
      rootOf(text)
      declaresEntities(text)
      withoutDeclaration(text)
      withSize(text)
      contentOf(text)
      scaleSvg(text, { width: 9, height: 9 }, { width: 18, height: 18 })
    }
    expect(growthOf(textOf(one), all, 50_000)).toBeLessThan(MOST)
  })

  it.each(drawings.slice(0, 4))('$name takes no more to be told when there is more of it, zipped or not', (one) => {
    expect(growthOf(bytesOf(one), sniff, 400_000)).toBeLessThan(3)
    expect(growthOf((size) => gzipSync(bytesOf(one)(size)), sniff, 400_000)).toBeLessThan(3)
  })
})

const u16 = (value: number) => String.fromCodePoint(value >> 8, value & 255)
const u32 = (value: number) => u16(value >>> 16) + u16(value & 0xffff)
const PNG = `\x89PNG\r\n\x1a\n${u32(13)}IHDR${u32(1)}${u32(1)}\x08\x02\0\0\0\0\0\0\0`
const GIF = 'GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff'
const FRAME = 'ANMF\x1a\0\0\0' + '\0'.repeat(16) + 'VP8L\x02\0\0\0\x2f\0'

const files = casesOf([
  ['segments of a JPEG', '\xff\xd8', '\xff\xe1\0\x02'],
  ['tables of a JPEG', '\xff\xd8', `\xff\xdb\0\x43\0${'\x01'.repeat(64)}`],
  ['profiles of a JPEG', '\xff\xd8', '\xff\xe2\0\x0eICC_PROFILE\0'],
  ['scans of a JPEG', '\xff\xd8', '\xff\xda\0\x08\x01\x01\0\x01\x05\x01'],
  ['data of a JPEG', '\xff\xd8\xff\xda\0\x02', '\xff\0\xd8'],
  ['fill bytes of a JPEG', '\xff\xd8\xff\xda\0\x02', '\xff'],
  ['restarts of a JPEG', '\xff\xd8\xff\xda\0\x02', '\xff\xd0\xff\xd1'],
  ['chunks of a PNG', PNG, `${u32(0)}abCd${u32(0)}`],
  ['colours of a PNG', PNG, `${u32(4)}gAMA${u32(9)}${u32(0)}`],
  ['pixels of a PNG', PNG, `${u32(0)}IDAT\x35\xaf\x06\x1e`],
  ['text of a PNG', PNG, `${u32(3)}tEXta\0b${u32(0)}`],
  ['zipped text of a PNG', PNG, `${u32(3)}zTXta\0\0${u32(0)}`],
  ['frames of a GIF', GIF, ',\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0'],
  ['empty frames of a GIF', GIF, ',\0\0\0\0\x01\0\x01\0\0\x02\0'],
  ['blocks of a GIF', `${GIF}!\xfe`, '\x01a'],
  ['controls of a GIF', GIF, '!\xf9\x04\x09\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0'],
  ['frames of a WebP', `RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\x12\0\0\0\0\0\0\0\0\0ANIM\x06\0\0\0\0\0\0\0\0\0`, FRAME],
  ['comments of a GIF', GIF, '!\xfe\0'],
  [
    'codes of a GIF',
    `GIF89a\x09\0\x09\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x08`,
    '\xffabcdefghijklmnopqrstuvwxyz'.padEnd(256, '\0\xff'),
  ],
  ['metadata of a WebP', 'RIFF\0\0\0\0WEBP', 'EXIF\0\0\0\0'],
  ['chunks of a WebP', 'RIFF\0\0\0\0WEBP', 'ABCD\0\0\0\0'],
  ['boxes of an AVIF', `${u32(16)}ftypavif${u32(0)}`, `${u32(8)}free`],
  ['an empty box of an AVIF', `${u32(16)}ftypavif${u32(0)}${u32(0x7fff_ffff)}free`, '\0'],
  ['colours of an AVIF', `${u32(16)}ftypavif${u32(0)}`, 'colrncl'],
  ['tags of a TIFF', 'II*\0\x08\0\0\0\xff\xff', '\x0e\x01\x02\0\xff\0\0\0\x08\0\0\0'],
])
const bareTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/avif']

describe('a file of many', () => {
  it.each(files)('$name takes no more than its share', (one) => {
    const all = (bytes: Buffer) => {
      if (bytes.subarray(0, 4).equals(Buffer.from('RIFF'))) bytes.writeUInt32LE(bytes.length - 8, 4)
      for (const type of bareTypes) isBare(bytes, type)
      for (const kind of ['jpeg', 'png', 'gif', 'webp'] as const) {
        stripped(bytes, { kind, orientation: 1, hasGainMap: false, colour: plainSrgb, rights: { Artist: 'Ann' } })
      }
      qualityWithin(bytes, 85)
      attempt(() => countScans(bytes))
      attempt(() => countScanWarnings(bytes))
      attempt(() => choosePage(bytes))
      withUncovered(bytes)
      for (const segment of segmentsOf(bytes)) if (segment.marker === 0) break
      boundText(bytes)
      withClearing(bytes, 10_000)
      boundFrames(bytes, 10_000)
      const exif = openExif(bytes)
      captureOf(exif)
      hasPlace(exif, bytes)
      readMetadata({ exif: bytes })
      for (const format of ['png', 'heif', 'jpeg'] as const) {
        colourOf(bytes, { format, space: 'srgb', depth: 'uchar', hasProfile: false } as never, true) // oxlint-disable-line typescript/no-unsafe-type-assertion -- what is read of it
      }
    }
    expect(growthOf(bytesOf(one), all, 200_000)).toBeLessThan(MOST)
  })
})

it('a profile takes no more to be told when there is more of it', () => {
  const [one] = casesOf([['tags of a profile', `${'\0'.repeat(16)}RGB XYZ ${'\0'.repeat(104)}\0\0\0\x64`, 'A2B0']])
  expect(growthOf(bytesOf(one!), isSrgbProfile, 400_000)).toBeLessThan(3)
})

const metadata = casesOf([
  ['blanks', '', ' '],
  ['zeros', '', '\0'],
  ['what is not UTF-8', '', '\xc3'],
  ['rights without end', '<dc:rights>', '<rdf:li'],
  ['rights', '<dc:rights><rdf:Alt>', '<rdf:li>', '</dc:rights>'],
  ['open tags', '<dc:rights><rdf:li', ' ', '</dc:rights>'],
  ['escapes', '<dc:rights><rdf:li>', '&#x1;&#1', '</rdf:li></dc:rights>'],
  ['versions of a gain map', '', 'hdrgm:Version  '],
  ['names in a gain map', 'hdrgm:Version="1.0"', ' hdrgm:Gamma'],
  ['numbers in a gain map', 'hdrgm:Version="1.0"<hdrgm:Gamma>', '<rdf:li>1 ', '</hdrgm:Gamma>'],
  ['one long number', 'hdrgm:Version="1.0"<hdrgm:Gamma>1.1', ' ', 'x</hdrgm:Gamma>'],
  ['credits', '', '\x1c\x02\x74\xff\xff'],
])

describe('metadata of many', () => {
  it.each(metadata)('$name takes no more than its share', (one) => {
    const all = (bytes: Buffer) => {
      rightsOf({ xmp: bytes, iptc: bytes }, null)
      hdrProperties(bytes.toString('latin1'))
      cleanText(bytes)
      parseFocus(bytes.toString('latin1'))
    }
    expect(growthOf(bytesOf(one), all, 10_000)).toBeLessThan(MOST)
  })

  it('fields of EXIF takes no more than its share', () => {
    const make = (size: number) => {
      const count = Math.min(65_535, Math.floor(size / 12))
      const field = '\x01\x0f\0\x02\0\0\x03\xe8\0\0\0\x08'
      return Buffer.from(`MM\0*\0\0\0\x08${u16(count)}${field.repeat(count)}${'\0'.repeat(9999)}`, 'latin1')
    }
    const all = (bytes: Buffer) => {
      const exif = openExif(bytes)
      exif.under(exif.under(exif.main, tags.exif), tags.gps)
      captureOf(exif)
      rightsOf({}, exif)
    }
    expect(growthOf(make, all, 60_000)).toBeLessThan(MOST)
  })
})

it.each(
  casesOf([
    ['slashes', '', '/'],
    ['dots', '', './.'],
    ['escapes', 'medium/', '_x20'],
    ['half escapes', 'medium/', '_x2_'],
    ['letters of four bytes', 'medium/', '_xF0_x9F_x98_x80'],
    ['digits', '', '1', ','],
    ['points', '.1', ' ', '.'],
  ]),
)('a name of many $name takes no more than its share', (one) => {
  const all = (text: string) => {
    parsePath(text, 20)
    isAddressable(text, 20)
    claimsPicture(text, text)
    parseFocus(text)
  }
  expect(growthOf(textOf(one), all, 10_000)).toBeLessThan(MOST)
})
