import { readFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { segment, withSegments } from '../../src/image/gain-map/segments.ts'
import { fromPixels, sharp, toPixels } from '../../src/image/sharp.ts'
import { stripped } from '../../src/image/stripped.ts'
import { headerOf, limits } from './decoded.ts'
import { animatedGif } from './pictures.ts'

const fixture = (name: string) => readFileSync(new URL(`../pictures/files/${name}`, import.meta.url))
const strip = async (bytes: Buffer) => stripped(bytes, await headerOf(bytes, limits))
const pixelsOf = async (bytes: Buffer) => (await toPixels(sharp(bytes, { ignoreIcc: true }), 1)).data
const secret = /GPS|Berlin|at home|4711|ICC|http/

const exif = {
  IFD0: { Artist: 'Ann', Copyright: 'Ann Miller, all rights', Make: 'Camera 4711' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 0/1', GPSAreaInformation: 'Berlin' },
}
const xmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>at home</a></x:xmpmeta>'
let plain: ReturnType<typeof sharp>

beforeAll(async () => {
  plain = fromPixels(await toPixels(sharp(fixture('large.jpg')).resize(160, 120, { fit: 'fill' }), 1))
})

describe.each(['jpeg', 'png', 'webp'] as const)('what is beside the picture in a %s', (format) => {
  it('goes, and its pixels stay as they were coded, and so does who holds the rights', async () => {
    const bare = await plain.clone().toFormat(format).toBuffer()
    const dressed = await plain.clone().withExif(exif).withXmp(xmp).withIccProfile('srgb').toFormat(format).toBuffer()
    const clean = (await strip(Buffer.concat([dressed, Buffer.from('at home')])))!
    const { exif: block, ...found } = await sharp(clean).metadata()
    expect(String(block)).toContain('Ann\0')
    expect(String(block)).toContain('Ann Miller, all rights\0')
    expect([found.icc, found.xmp, found.format]).toEqual([undefined, undefined, format])
    expect(clean.toString('latin1')).not.toMatch(secret)
    expect(clean.length).toBeLessThan(bare.length + 120)
    expect(await pixelsOf(clean)).toEqual(await pixelsOf(dressed))
  })

  it('may be nothing but a profile, and then the file that is left is bare', async () => {
    const bare = await plain.clone().toFormat(format).toBuffer()
    const clean = await strip(await plain.clone().withIccProfile('srgb').toFormat(format).toBuffer())
    expect(clean!.length - bare.length).toBeLessThan(20) // a WebP's VP8X stays
    expect(await pixelsOf(clean!)).toEqual(await pixelsOf(bare))
  })

  it('stays where the picture is turned, or in other colours', async () => {
    const turned = await plain.clone().withMetadata({ orientation: 6 }).toFormat(format).toBuffer()
    const wide = await plain.clone().withIccProfile('p3').toFormat(format).toBuffer()
    expect([await strip(turned), await strip(wide)]).toEqual([null, null])
  })
})

describe('a JPEG', () => {
  let jpeg: Buffer
  beforeAll(async () => {
    jpeg = await plain.clone().jpeg().toBuffer()
  })
  const withOne = (marker: number, text: string) => withSegments(jpeg, [segment(marker, Buffer.from(text, 'latin1'))])

  it.each([
    ['a comment', 0xfe, 'taken at home'],
    ['a thumbnail', 0xe0, 'JFXX\0\x10at home'],
    ['JFIF with a thumbnail', 0xe0, 'JFIF\0\x01\x02\0\0\x01\0\x01\x01\x01abc'],
    ['C2PA', 0xeb, 'JP\0\x01\0\0\0\x01\0\0\0\x20jumbat home'],
    ['Photoshop', 0xed, 'Photoshop 3.0\x008BIM at home'],
    ['Ducky', 0xec, 'Ducky\0\x01\0\x04\0\0\0\x3c'],
  ])('loses %s', async (_, marker, text) => {
    expect(await strip(withOne(marker, text))).toEqual(jpeg)
  })

  it.each([
    ['several pictures', 0xe2, 'MPF\0MM\0*'],
    ['a gain map', 0xe2, 'urn:iso:std:iso:ts:21496:-1\0\0\0\0\0'],
    ['what is left of JPEG XT', 0xeb, 'JP\0\x01\0\0\0\x01\0\0\0\x20RESI'],
    ['stereo', 0xe3, '_JPSJPS_'],
    ['nobody knows what', 0xef, 'abc'],
    ['nobody knows what in APP1', 0xe1, 'abc'],
    ['other colours than YCbCr', 0xee, 'Adobe\0\x64\0\0\0\0\0'],
  ])('is left alone with %s', async (_, marker, text) => {
    expect(await strip(withOne(marker, text))).toBeNull()
  })

  it('loses fill bytes, and all behind its end', async () => {
    const filled = Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xff]), jpeg.subarray(2), jpeg])
    expect(await strip(filled)).toEqual(jpeg)
  })

  it.each(['cmyk.jpg', 'arithmetic.jpg', 'hdr.jpg', 'p3.jpg', 'adobe-rgb.jpg', 'turned-6.jpg', 'no-end.jpg'])(
    'is left alone as %s',
    async (name) => {
      expect(await strip(fixture(name))).toBeNull()
    },
  )
})

it('a PNG loses what says that it is sRGB, and stays where anything says otherwise or it moves', async () => {
  const whole = await plain.clone().png().toBuffer()
  const png = Buffer.concat([whole.subarray(0, 33), whole.subarray(54)]) // without what Sharp says of its density
  const withOne = (type: string, body: Buffer) => {
    const chunk = Buffer.concat([Buffer.alloc(4), Buffer.from(type), body, Buffer.alloc(4)])
    chunk.writeUInt32BE(body.length, 0)
    chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4)
    return Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)])
  }
  expect(await strip(withOne('cICP', Buffer.from([1, 13, 0, 1])))).toEqual(png)
  expect(await strip(withOne('gAMA', Buffer.from('0000b18f', 'hex')))).toEqual(png)
  expect(await strip(withOne('tEXt', Buffer.from('Comment\0at home')))).toEqual(png)
  expect(await strip(withOne('caBX', Buffer.from('at home')))).toEqual(png)
  expect(await strip(withOne('cICP', Buffer.from([12, 13, 0, 1])))).toBeNull()
  expect(await strip(withOne('gAMA', Buffer.from('000186a0', 'hex')))).toBeNull()
  expect(await strip(withOne('acTL', Buffer.alloc(8)))).toBeNull()
  expect(await strip(withOne('abCd', Buffer.alloc(8)))).toBeNull()
  expect(await strip(fixture('16-bit.png'))).toBeNull()
})

it('a GIF loses comments and what programs left in it, and stays where it has anything else', async () => {
  const gif = await animatedGif(40, 30)
  const at = gif.indexOf(Buffer.from([0x21, 0xff]))
  const withOne = (text: string) =>
    Buffer.concat([gif.subarray(0, at), Buffer.from(text, 'latin1'), gif.subarray(at), Buffer.from('behind')])
  expect(await strip(withOne('\x21\xfe\x07at home\0'))).toEqual(gif)
  expect(await strip(withOne('\x21\xff\x0bXMP DataXMP\x07at home\0'))).toEqual(gif)
  expect(await strip(withOne('\x21\xff\x0bSOMETHING12\x01a\0'))).toBeNull()
})
