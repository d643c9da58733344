import { describe, expect, it } from 'vitest'
import { sharp } from '../../../src/image/sharp.ts'
import { decoded, middleOf, near, pixelAt } from '../decoded.ts'
import {
  adobe,
  encode,
  grayProfile,
  iccChunk,
  inSrgb,
  p3,
  pngOf,
  proPhoto,
  rgbProfile,
  withChunks,
} from './profiles.ts'

const RED = [200, 30, 40] as const
const LEAF = [110, 180, 90] as const
/** Within sRGB even where these are the values of ProPhoto. */
const SAND = [150, 140, 110] as const

function flat([r, g, b]: readonly [number, number, number], width = 64) {
  return sharp({ create: { width, height: width, channels: 3, background: { r, g, b } } })
}

describe('profiles', () => {
  it.each([
    ['Adobe RGB', adobe, 563 / 256, LEAF],
    ['ProPhoto', proPhoto, 1.8, SAND],
    ['Display P3', p3, 2.2, LEAF],
  ])('converts %s from 8 and from 16 bits', async (_, columns, gamma, color) => {
    const profile = iccChunk(rgbProfile(columns, gamma))
    const expected = inSrgb(color, columns, (value) => value ** (Math.round(gamma * 256) / 256))
    expect(expected).not.toSatisfy(near(color, 4)) // or it would prove nothing
    expect(await middleOf(withChunks(await pngOf(color), profile))).toSatisfy(near(expected))
    expect(await middleOf(withChunks(await pngOf(color, true), profile))).toSatisfy(near(expected))
  })

  it.each(['srgb', 'p3'])('gives back what was drawn, in every format that bears the profile %s', async (profile) => {
    const deep = () => flat(RED).toColourspace('rgb16').withIccProfile(profile)
    const files = [
      flat(RED, 512).withIccProfile(profile).jpeg({ quality: 100 }),
      flat(RED).withIccProfile(profile).webp({ quality: 95 }),
      flat(RED).withIccProfile(profile).avif({ quality: 90, effort: 0 }),
      flat(RED).withIccProfile(profile).tiff({ compression: 'lzw' }),
      deep().png(),
      deep().tiff({ compression: 'lzw' }),
      deep().avif({ quality: 90, effort: 0, bitdepth: 10 }),
      deep().avif({ quality: 90, effort: 0, bitdepth: 12 }),
    ]
    for (const file of files) expect(await middleOf(await file.toBuffer(), 1 / 8)).toSatisfy(near(RED, 3))
  })

  it('converts gray, of 16 bits too', async () => {
    const gray = await flat([100, 100, 100]).toColourspace('b-w').png().toBuffer()
    const deep = await flat([100, 100, 100]).toColourspace('grey16').png().toBuffer()
    const expected = encode((100 / 255) ** 1)
    for (const png of [gray, deep])
      expect(await middleOf(withChunks(png, iccChunk(grayProfile(1))))).toSatisfy(
        near([expected, expected, expected], 3),
      )
  })

  it('ignores a broken one', async () => {
    const broken = iccChunk(Buffer.from('this is no profile'.repeat(20)))
    expect(await middleOf(withChunks(await pngOf(RED), broken))).toEqual([...RED])
    expect(await middleOf(withChunks(await pngOf(RED, true), broken))).toSatisfy(near(RED, 1))
    const wrongSpace = iccChunk(grayProfile(1))
    expect(await middleOf(withChunks(await pngOf(RED), wrongSpace))).toEqual([...RED])
  })
})

describe('what is said without a profile', () => {
  const u32 = (...values: number[]): Buffer => {
    const data = Buffer.alloc(values.length * 4)
    for (const [index, value] of values.entries()) data.writeUInt32BE(value, index * 4)
    return data
  }
  const byGamma = (gamma: number) => RED.map((value) => encode((value / 255) ** gamma))

  it('knows the gamma of a PNG, linear light among them', async () => {
    for (const isDeep of [false, true]) {
      const png = await pngOf(RED, isDeep)
      expect(await middleOf(withChunks(png, { gAMA: u32(100_000) }))).toSatisfy(near(byGamma(1)))
      expect(await middleOf(withChunks(png, { gAMA: u32(55_556) }))).toSatisfy(near(byGamma(1.8)))
      expect(await middleOf(withChunks(png, { gAMA: u32(45_455) }))).toSatisfy(near(RED, 1))
      expect(await middleOf(withChunks(png, { gAMA: u32(0) }))).toSatisfy(near(RED, 1))
      expect(await middleOf(withChunks(png, { gAMA: u32(100_000), sRGB: Buffer.from([0]) }))).toSatisfy(near(RED, 1))
    }
  })

  it('knows the primaries of a PNG', async () => {
    const cHRM = u32(31_270, 32_900, 64_000, 33_000, 21_000, 71_000, 15_000, 6000)
    const png = withChunks(await pngOf(LEAF), { gAMA: u32(45_455), cHRM })
    expect(await middleOf(png)).toSatisfy(near(inSrgb(LEAF, adobe, srgbLight)))
    const senseless = withChunks(await pngOf(LEAF), { gAMA: u32(45_455), cHRM: u32(0, 0, 0, 0, 0, 0, 0, 0) })
    expect(await middleOf(senseless)).toEqual([...LEAF])
  })

  it('knows the code points of a PNG, before its profile', async () => {
    const cICP = Buffer.from([12, 13, 0, 1])
    const expected = inSrgb(LEAF, p3, srgbLight)
    expect(await middleOf(withChunks(await pngOf(LEAF), { cICP }))).toSatisfy(near(expected))
    const both = withChunks(await pngOf(LEAF), { cICP, ...iccChunk(rgbProfile(proPhoto, 1.8)) })
    expect(await middleOf(both)).toSatisfy(near(expected))
  })

  it.each([
    ['Display P3', 12, 13, [217, 0, 27]],
    ['sRGB', 1, 13, RED],
    ['unknown', 2, 2, RED],
    ['linear light', 1, 8, RED.map((value) => encode(value / 255))],
  ])('knows the code points of an AVIF: %s', async (_, primaries, transfer, expected) => {
    expect(await middleOf(avif(primaries, transfer))).toSatisfy(near(expected, 3))
  })

  it('dims HDR so that white is bright and nothing is clipped', async () => {
    const pq = async (value: number) => {
      const png = withChunks(await pngOf([value, value, value]), { cICP: Buffer.from([9, 16, 0, 1]) })
      return (await middleOf(png))[1]!
    }
    const white = await pq(148) // 203 cd/m²
    expect(white).toBeGreaterThan(215)
    expect(white).toBeLessThan(235)
    const brighter = await pq(192) // 1,000 cd/m²
    expect(brighter).toBeGreaterThan(white + 10)
    expect(await pq(255)).toBeGreaterThan(brighter)
    const hlg = withChunks(await pngOf([191, 191, 191]), { cICP: Buffer.from([9, 18, 0, 1]) })
    expect(await middleOf(hlg)).toSatisfy(near([white, white, white], 6)) // 75 % is the same white
    const colored = withChunks(await pngOf([148, 130, 120]), { cICP: Buffer.from([9, 16, 0, 1]) })
    const [r, g, b] = await middleOf(colored)
    expect(r! > g! + 30 && g! > b!).toBe(true)
  })

  it('knows a camera’s Adobe RGB, which has no profile', async () => {
    const plain = await flat(LEAF).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer()
    const exif = exifOf('R03')
    const head = Buffer.from([0xff, 0xe1, 0, exif.length + 2])
    const jpeg = Buffer.concat([plain.subarray(0, 2), head, exif, plain.subarray(2)])
    expect(await middleOf(jpeg, 1 / 2)).toSatisfy(
      near(
        inSrgb(LEAF, adobe, (value) => value ** (563 / 256)),
        3,
      ),
    )
    const usual = Buffer.concat([plain.subarray(0, 2), head, exifOf('R98'), plain.subarray(2)])
    expect(await middleOf(usual)).toSatisfy(near(LEAF, 2))
  })
})

describe('other kinds of colour', () => {
  it('does not invert CMYK', async () => {
    const plain = await flat(RED).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer()
    const profiled = await flat(RED).toColourspace('cmyk').withIccProfile('cmyk').jpeg({ quality: 100 }).toBuffer()
    const tiff = await flat(RED).toColourspace('cmyk').withIccProfile('cmyk').tiff({ compression: 'lzw' }).toBuffer()
    expect(await middleOf(plain)).toSatisfy(near(RED, 30)) // what it means without a profile is anybody's guess
    expect(await middleOf(profiled)).toSatisfy(near(RED, 8))
    expect(await middleOf(tiff)).toSatisfy(near(RED, 8))
  })

  it('takes floating point for linear light, in colour and in gray', async () => {
    const colored = await flat(RED)
      .toColourspace('scrgb')
      .tiff({ predictor: 'float', compression: 'deflate' })
      .toBuffer()
    expect(await middleOf(colored)).toSatisfy(near(RED, 1))
    expect(await middleOf(floatGray(0.5))).toSatisfy(near([188, 188, 188], 1))
    expect(await middleOf(floatGray(7))).toEqual([255, 255, 255])
    expect(await middleOf(floatGray(100))).toEqual([100, 100, 100])
    expect(await middleOf(floatGray(Number.NaN))).toEqual([0, 0, 0])
  })

  it('rounds 16 bits to 8', async () => {
    const values = Uint16Array.from({ length: 12 }, (_, index) => [257 * 10 + 100, 257 * 10 + 200, 65_535][index % 3]!)
    const raw = { width: 2, height: 2, channels: 3 } as const
    const png = await sharp(values, { raw }).toColourspace('rgb16').png().toBuffer()
    expect(pixelAt(await decoded(png), 0, 0)).toEqual([10, 11, 255])
  })
})

function srgbLight(value: number): number {
  return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

/** 64 x 64 red pixels, made with heif-enc of libheif 1.15, and what their colours are to mean. */
function avif(primaries: number, transfer: number): Buffer {
  const bytes = Buffer.from(RED_AVIF, 'base64')
  const at = bytes.indexOf('colrnclx', 0, 'latin1')
  bytes.writeUInt16BE(primaries, at + 8)
  bytes.writeUInt16BE(transfer, at + 10)
  return bytes
}

/** A TIFF of 4 x 4 pixels of one value, one colour, 32 bits floating point: TIFF 6.0. */
function floatGray(value: number): Buffer {
  const fields = [
    [256, 4],
    [257, 4],
    [258, 32],
    [259, 1],
    [262, 1],
    [273, 8 + 2 + 10 * 12 + 4],
    [277, 1],
    [278, 4],
    [279, 64],
    [339, 3],
  ] as const
  const bytes = Buffer.alloc(8 + 2 + fields.length * 12 + 4 + 64)
  bytes.write('II*\0\b\0\0\0', 'latin1')
  bytes.writeUInt16LE(fields.length, 8)
  for (const [index, [tag, content]] of fields.entries()) {
    bytes.writeUInt16LE(tag, 10 + index * 12)
    bytes.writeUInt16LE(4, 12 + index * 12)
    bytes.writeUInt32LE(1, 14 + index * 12)
    bytes.writeUInt32LE(content, 18 + index * 12)
  }
  for (let at = bytes.length - 64; at < bytes.length; at += 4) bytes.writeFloatLE(value, at)
  return bytes
}

/** EXIF with nothing but the index of interoperability. */
function exifOf(index: string): Buffer {
  const bytes = Buffer.alloc(6 + 8 + 3 * 18)
  bytes.write('Exif\0\0MM\0*\0\0\0\b', 'latin1')
  const field = (at: number, tag: number, type: number, count: number, value: Buffer): void => {
    bytes.writeUInt16BE(1, 6 + at)
    bytes.writeUInt16BE(tag, 8 + at)
    bytes.writeUInt16BE(type, 10 + at)
    bytes.writeUInt32BE(count, 12 + at)
    value.copy(bytes, 16 + at)
  }
  field(8, 0x87_69, 4, 1, Buffer.from([0, 0, 0, 26]))
  field(26, 0xa0_05, 4, 1, Buffer.from([0, 0, 0, 44]))
  field(44, 0x00_01, 2, 4, Buffer.from(`${index}\0`, 'latin1'))
  return bytes
}

const RED_AVIF =
  'AAAAHGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZgAAAOptZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAAA5waXRtAAAAAAABAAAAImlsb2MAAAAAREAAAQABAAAAAAEOAAEAAAAAAAAAIwAAACNpaW5mAAAAAAABAAAAFWluZmUCAAAAAAEAAGF2MDEAAAAAamlwcnAAAABLaXBjbwAAABNjb2xybmNseAACAAIABoAAAAAMYXYxQ4EADAAAAAAUaXNwZQAAAAAAAABAAAAAQAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgYIDhAAAACttZGF0EgAKCRgVf/2CBAQNCDIUEMAAAEC0TDqP5DKqy5BflQ8UAWg='
