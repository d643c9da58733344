import { describe, expect, it } from 'vitest'
import { encode } from '../../../src/image/encode/encode.ts'
import type { Header } from '../../../src/image/header.ts'
import { sharp } from '../../../src/image/sharp.ts'
import { chunkOf, pngOf, withChunks } from '../colour/profiles.ts'
import { decoded, headerOf, limits } from '../decoded.ts'

const formats = ['fallback', 'webp', 'avif'] as const
const SECRETS = ['SN-4711', '52/1', 'a-place', 'IPTC-place', 'a comment']

function photo(alpha = 1) {
  return sharp({ create: { width: 80, height: 60, channels: 4, background: { r: 200, g: 100, b: 50, alpha } } })
}

/** Of what has these rights; the fallback is a JPEG, or a PNG where it is half transparent. */
async function renditions(bytes: Uint8Array): Promise<Buffer[]> {
  const pixels = await decoded(bytes)
  const made = []
  for (const format of formats) made.push(await encode(pixels, { format, quality: 80, effort: 0 }, pixels.header))
  return made.map((one) => Buffer.from(one.bytes))
}

async function rightsOf(bytes: Uint8Array): Promise<Header['rights']> {
  return (await headerOf(bytes, limits)).rights
}

/** A PNG whose EXIF has a copyright of these very bytes. */
async function withCopyright(text: Buffer): Promise<Buffer> {
  const exif = Buffer.alloc(26 + text.length)
  exif.write('MM\0*\0\0\0\b', 'latin1')
  exif.writeUInt16BE(1, 8)
  exif.writeUInt16BE(0x82_98, 10)
  exif.writeUInt16BE(2, 12)
  exif.writeUInt32BE(text.length, 14)
  exif.writeUInt32BE(26, 18)
  text.copy(exif, text.length > 4 ? 26 : 18)
  return withChunks(await pngOf([1, 2, 3]), { eXIf: exif })
}

describe('what must not leave', () => {
  it.each([1, 0.5])('is in no rendition, at an alpha of %d', async (alpha) => {
    const original = await photo(alpha)
      .withExif({
        IFD0: { Copyright: 'Ada', Artist: 'Ada Lovelace', Make: 'Maker', HostComputer: 'SN-4711' },
        IFD2: {
          BodySerialNumber: 'SN-4711',
          LensSerialNumber: 'SN-4711',
          UserComment: 'a comment',
          MakerNote: 'SN-4711',
        },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 0/1' },
      })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><photoshop:City>a-place</photoshop:City></x:xmpmeta>')
      .webp()
      .toBuffer()
    expect((await sharp(original).metadata()).exif?.toString('latin1')).toContain('SN-4711')
    for (const bytes of await renditions(original)) {
      const { exif, xmp, iptc, icc, comments } = await sharp(bytes).metadata()
      expect([xmp, iptc, icc, comments]).toEqual([undefined, undefined, undefined, undefined])
      const text = bytes.toString('latin1')
      expect(SECRETS.filter((secret) => text.includes(secret))).toEqual([])
      expect(exif?.toString('latin1')).not.toMatch(/GPS|Maker|\xff\xd8/)
      expect(await rightsOf(bytes)).toEqual({ Copyright: 'Ada', Artist: 'Ada Lovelace' })
    }
  })

  it('needs no EXIF where there are no rights', async () => {
    const original = await photo()
      .withExif({ IFD0: { Make: 'Maker' } })
      .jpeg()
      .toBuffer()
    for (const bytes of await renditions(original)) expect((await sharp(bytes).metadata()).exif).toBeUndefined()
  })
})

describe('who has the rights', () => {
  it.each([
    '© Müller',
    'Müller (Berlin)',
    '(c) 2026 Foo (Bar, ASCII, 3 components, 3 bytes)',
    '日本写真 (株)',
    '😀',
    'x',
    'abc',
    'a'.repeat(500),
  ])('survives: %s', async (text) => {
    const original = await withCopyright(Buffer.from(`${text}\0`))
    expect(await rightsOf(original)).toEqual({ Copyright: text })
    const transparent = {
      ...(await decoded(await photo(0.5).png().toBuffer())),
      header: await headerOf(original, limits),
    }
    const png = await encode(transparent, { format: 'fallback', quality: 80 }, transparent.header)
    for (const bytes of [...(await renditions(original)), png.bytes]) {
      expect(await rightsOf(bytes)).toEqual({ Copyright: text })
    }
  })

  it('is in a chunk of a PNG whose check sum is right', async () => {
    const header = await headerOf(await withCopyright(Buffer.from('© Müller\0')), limits)
    const pixels = await decoded(await photo(0.5).png().toBuffer())
    const png = Buffer.from((await encode(pixels, { format: 'fallback', quality: 80 }, header)).bytes)
    const at = png.indexOf('eXIf') - 4
    const end = at + 8 + png.readUInt32BE(at)
    expect(png.subarray(at, end + 4)).toEqual(chunkOf('eXIf', png.subarray(at + 8, end)))
  })

  it.each([
    ['Latin 1', Buffer.from('Müller\0', 'latin1'), 'Müller'],
    ['no end', Buffer.from('Müller'), 'Müller'],
    ['an editor', Buffer.from('Ada\0Charles\0'), 'Ada, Charles'],
    ['no photographer', Buffer.from(' \0Charles\0'), 'Charles'],
    ['control characters', Buffer.from('\u001B[31mAda\r\nLovelace\u202E\0'), '[31mAda Lovelace'],
    ['blanks', Buffer.from('        \0'), undefined],
    ['nothing', Buffer.from('\0\0\0\0\0\0'), undefined],
    ['what is too long', Buffer.from(`${'ü'.repeat(60_000)}\0`), 'ü'.repeat(250)],
  ])('is read where it is written with %s', async (_, text, expected) => {
    expect((await rightsOf(await withCopyright(text))).Copyright).toBe(expected)
  })

  it('is read from XMP where EXIF says nothing, and from IPTC', async () => {
    const xmp =
      '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description>' +
      '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© Ada &amp; Co &#252;</rdf:li></rdf:Alt></dc:rights>' +
      '<dc:creator><rdf:Seq><rdf:li>Ada</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>'
    expect(await rightsOf(await photo().withXmp(xmp).jpeg().toBuffer())).toEqual({
      Copyright: '© Ada & Co ü',
      Artist: 'Ada',
    })
    const jpeg = await photo().jpeg().toBuffer()
    const iim = Buffer.concat([dataset(80, 'Ada'), dataset(116, '© Ada')])
    const resource = Buffer.concat([
      Buffer.from('8BIM\u0004\u0004\0\0\0\0\0', 'latin1'),
      Buffer.from([iim.length]),
      iim,
    ])
    const data = Buffer.concat([Buffer.from('Photoshop 3.0\0', 'latin1'), resource])
    const app13 = Buffer.concat([Buffer.from([0xff, 0xed, 0, data.length + 2]), data])
    const withIptc = Buffer.concat([jpeg.subarray(0, 2), app13, jpeg.subarray(2)])
    expect(await rightsOf(withIptc)).toEqual({ Copyright: '© Ada', Artist: 'Ada' })
  })
})

describe('hostile EXIF', () => {
  it.each([
    ['a directory in itself', directory([[0x87_69, 4, 1, 8]])],
    ['a directory beyond the end', directory([[0x87_69, 4, 1, 0xff_ff_ff_ff]])],
    ['a text beyond the end', directory([[0x82_98, 2, 0xff_ff_ff_ff, 8]])],
    ['a text that is not one', directory([[0x82_98, 3, 1, 8]])],
    ['types that there are not', directory([[0x82_98, 60_000, 9, 8]])],
    ['lists that all claim everything', directory(Array.from({ length: 5000 }, (_, tag) => [tag, 1, 60_000, 8]))],
    ['one byte', Buffer.from('I')],
    ['no directory', Buffer.from('II*\0\0\0\0\0', 'latin1')],
  ])('does no harm: %s', async (_, exif) => {
    const png = withChunks(await pngOf([1, 2, 3]), { eXIf: exif })
    expect(await rightsOf(png)).toEqual({})
    expect((await decoded(png)).channels).toBe(3)
  })

  it('says what camera it was, and never which', async () => {
    const bytes = await photo()
      .withExif({
        IFD0: { Make: 'Maker', Model: 'Model 1' },
        IFD2: {
          LensModel: '50 mm',
          BodySerialNumber: 'SN-4711',
          DateTimeOriginal: '2026:11:25 16:48:27',
          OffsetTimeOriginal: '+01:00',
        },
      })
      .jpeg()
      .toBuffer()
    expect((await headerOf(bytes, limits)).capture).toEqual({
      camera: { make: 'Maker', model: 'Model 1', lens: '50 mm' },
      taken: '2026-11-25T16:48:27+01:00',
    })
    const unknown = await photo()
      .withExif({ IFD2: { DateTimeOriginal: '0000:00:00 00:00:00' } })
      .jpeg()
      .toBuffer()
    expect((await headerOf(unknown, limits)).capture).toEqual({})
  })
})

function dataset(number: number, text: string): Buffer {
  const data = Buffer.from(text)
  return Buffer.concat([Buffer.from([0x1c, 2, number, 0, data.length]), data])
}

/** Fields of tag, type, count and value. */
function directory(fields: readonly (readonly number[])[]): Buffer {
  const bytes = Buffer.alloc(10 + fields.length * 12 + 4)
  bytes.write('MM\0*\0\0\0\b', 'latin1')
  bytes.writeUInt16BE(fields.length, 8)
  for (const [index, [tag, type, count, value]] of fields.entries()) {
    bytes.writeUInt16BE(tag!, 10 + index * 12)
    bytes.writeUInt16BE(type!, 12 + index * 12)
    bytes.writeUInt32BE(count!, 14 + index * 12)
    bytes.writeUInt32BE(value!, 18 + index * 12)
  }
  return bytes
}
