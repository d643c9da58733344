import { deflateSync } from 'node:zlib'
import { describe, expect, it, vi } from 'vitest'
import { Refused, Unjudged } from '../../src/errors.ts'
import { sharp } from '../../src/image/sharp.ts'
import { decodeTolerantly } from '../../src/image/tolerant-decode.ts'
import { readFixtures } from '../pictures/fixtures.ts'
import { chunkOf, pngOf, withChunks } from './colour/profiles.ts'
import { decoded, headerOf, limits, middleOf, near, pixelAt, refusalOf } from './decoded.ts'

const [WIDTH, HEIGHT] = [320, 240]

/** Something with detail, or a cut would cut nothing. */
function scene() {
  const data = Buffer.alloc(WIDTH * HEIGHT * 3)
  for (let at = 0; at < data.length; at += 1) data[at] = (at * 7 + (at >> 7) * 13 + (at % 11) * 19) & 0xff
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
}

const baseline = await scene().jpeg().toBuffer()
const progressive = await scene().jpeg({ progressive: true }).toBuffer()

describe.each([
  ['a baseline JPEG', baseline],
  ['a progressive JPEG', progressive],
])('%s', (_, jpeg) => {
  it.each([
    ['without its end marker', jpeg.subarray(0, -2)],
    ['with half an end marker', jpeg.subarray(0, -1)],
    ['with zeros instead of it', Buffer.concat([jpeg.subarray(0, -2), Buffer.alloc(600)])],
    ['with zeros before it', Buffer.concat([jpeg.subarray(0, -2), Buffer.alloc(600), jpeg.subarray(-2)])],
    ['with garbage behind', Buffer.concat([jpeg, Buffer.from('\xff\xd8\xff\xe0 and more'.repeat(20), 'latin1')])],
    ['with zeros behind', Buffer.concat([jpeg, Buffer.alloc(600)])],
    [
      'with a few stray bytes before a marker',
      Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe5, 0, 4, 1, 2, 0, 0, 7]), jpeg.subarray(2)]),
    ],
    ['with fill bytes', Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xff, 0xff]), jpeg.subarray(2)])],
  ])('is a picture %s', async (__, bytes) => {
    for (const scale of [1, 1 / 4]) {
      const [whole, mended] = [await decoded(jpeg, scale), await decoded(bytes, scale)]
      for (const [x, y] of [
        [0.1, 0.1],
        [0.5, 0.5],
        [0.99, 0.99],
      ] as const)
        expect(pixelAt(mended, x, y)).toEqual(pixelAt(whole, x, y))
    }
  })

  it('is damaged where data is missing', async () => {
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const cut = jpeg.subarray(0, Math.floor((jpeg.length * tenth) / 10))
      expect(await refusalOf(cut)).toBe('Refused damaged')
      if (tenth > 0) expect(await refusalOf(Buffer.concat([cut, jpeg.subarray(-2)]), 1 / 4)).toBe('Refused damaged')
    }
    expect(await refusalOf(jpeg.subarray(0, -40))).toBe('Refused damaged')
    const [from, to] = [Math.floor(jpeg.length * 0.6), Math.floor(jpeg.length * 0.7)]
    expect(await refusalOf(Buffer.concat([jpeg.subarray(0, from), jpeg.subarray(to)]))).toBe('Refused damaged')
  })
})

describe('other formats', () => {
  it.each(['png', 'gif', 'webp', 'avif', 'tiff'] as const)('%s is damaged where data is missing', async (format) => {
    const bytes = await scene()
      .toFormat(format, format === 'tiff' ? { compression: 'lzw' } : {})
      .toBuffer()
    expect(await refusalOf(bytes)).toBe('none')
    expect(await refusalOf(Buffer.concat([bytes, Buffer.from('garbage')]))).toBe('none')
    for (let tenth = 0; tenth < 10; tenth += 1)
      expect(await refusalOf(bytes.subarray(0, Math.floor((bytes.length * tenth) / 10)))).toBe('Refused damaged')
  })

  it('needs no more of a PNG or GIF than its pixels', async () => {
    const png = await scene().png().toBuffer()
    const gif = await scene().gif().toBuffer()
    expect(await refusalOf(png.subarray(0, -12))).toBe('none')
    expect(await refusalOf(gif.subarray(0, -1))).toBe('none')
  })

  it('does not mind the wrong check sum of what is no pixel', async () => {
    const png = await pngOf([1, 2, 3])
    const comment = chunkOf('tEXt', Buffer.from('Comment\0hello'))
    comment[comment.length - 1]! ^= 1
    expect(await middleOf(Buffer.concat([png.subarray(0, 33), comment, png.subarray(33)]))).toEqual([1, 2, 3])
    const pixels = Buffer.from(png)
    pixels[pixels.indexOf('IEND') - 5]! ^= 1
    expect(await refusalOf(pixels)).toBe('Refused damaged')
  })

  it('says so where it knows the format but not this kind of it', async () => {
    const twelve = Buffer.from(baseline)
    const at = twelve.indexOf(Buffer.from([0xff, 0xc0]))
    twelve[at + 1] = 0xc1
    twelve[at + 4] = 12
    expect(await refusalOf(twelve)).toBe('Refused unsupported')
    const lossless = Buffer.from(baseline)
    lossless[at + 1] = 0xc3
    expect(await refusalOf(lossless)).toBe('Refused unsupported')
  })
})

describe('what a decoder says', () => {
  const refusing = (kind: 'jpeg' | 'png', message: string): Promise<unknown> =>
    decodeTolerantly(Buffer.alloc(9), kind, () => Promise.reject(new Error(message)))

  it('is no verdict where nobody knows it', async () => {
    for (const kind of ['jpeg', 'png'] as const)
      await expect(refusing(kind, 'vips_tracked: out of memory \u2014 size == 3MB\n')).rejects.toEqual(
        new Unjudged('message', true, 'the decoder says: vips_tracked: out of memory size == 3MB'),
      )
  })

  it('is no verdict, whatever it is, where memory is short', async () => {
    vi.spyOn(process, 'availableMemory').mockReturnValue(2 ** 20)
    await expect(refusing('png', 'vipspng: libpng read error')).rejects.toMatchObject({
      ending: 'message',
      wasFed: false,
    })
    vi.restoreAllMocks()
    await expect(refusing('png', 'vipspng: libpng read error')).rejects.toEqual(new Refused('damaged'))
  })

  it('is tried again with what it warned of let pass, where that is harmless', async () => {
    const tried: string[] = []
    const result = await decodeTolerantly(Buffer.alloc(9), 'jpeg', (_, failOn, warn) => {
      tried.push(failOn)
      warn('VipsJpeg: JFIF revision')
      if (failOn === 'error') return Promise.resolve('a picture')
      return Promise.reject(new Error('VipsJpeg: Warning: unknown JFIF revision number 2.01'))
    })
    expect([result, tried]).toEqual(['a picture', ['warning', 'error']])
    await expect(refusing('jpeg', 'Corrupt JPEG data: bad Huffman code')).rejects.toThrow('damaged')
    await expect(refusing('jpeg', 'Corrupt JPEG data: 3390 extraneous bytes before marker 0xda')).rejects.toThrow(
      'damaged',
    )
  })
})

describe('files that lie', () => {
  const bomb = deflateSync(Buffer.alloc(2 ** 27))

  it('unpacks no more of a PNG than it has pixels', async () => {
    const head = (await pngOf([0, 0, 0])).subarray(0, 33)
    const png = Buffer.concat([head, chunkOf('IDAT', bomb), chunkOf('IEND', Buffer.alloc(0))])
    const before = process.memoryUsage().rss
    expect(await middleOf(png)).toEqual([0, 0, 0])
    const packed = Buffer.concat([Buffer.from('x\0\0', 'latin1'), bomb])
    const black = await pngOf([0, 0, 0])
    expect(await middleOf(withChunks(black, { iCCP: packed }))).toEqual([0, 0, 0])
    expect(await middleOf(withChunks(black, { zTXt: packed }))).toEqual([0, 0, 0])
    expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 26)
  })

  it('has no more pixels than there is data', async () => {
    const png = await pngOf([0, 0, 0])
    const rows = deflateSync(Buffer.alloc(3001))
    const head = withHeader(png, 11_000, 11_000)
    expect(await refusalOf(Buffer.concat([head, chunkOf('IDAT', rows)]), 1 / 100)).toBe('Refused damaged')
    const jpeg = Buffer.from(baseline)
    const at = jpeg.indexOf(Buffer.from([0xff, 0xc0]))
    jpeg.writeUInt16BE(1900, at + 5)
    jpeg.writeUInt16BE(65_500, at + 7)
    expect(await refusalOf(jpeg, 1 / 100)).toBe('Refused damaged')
    const avif = await scene().avif({ effort: 0 }).toBuffer()
    avif.writeUInt32BE(7000, avif.indexOf('ispe') + 8)
    expect(await refusalOf(avif, 1 / 100)).toBe('Refused damaged')
  })

  it('refuses by the header what has no pixels, or too many', async () => {
    const png = await pngOf([0, 0, 0])
    expect(await refusalOf(Buffer.concat([withHeader(png, 0, 10), png.subarray(33)]))).toBe('Refused damaged')
    expect(await refusalOf(Buffer.concat([withHeader(png, 12_000, 12_000), png.subarray(33)]))).toBe(
      'Refused too-many-pixels',
    )
    const gif = await sharp(png).gif().toBuffer()
    const at = gif.lastIndexOf(Buffer.from([0x2c, 0, 0, 0, 0, 16, 0, 16, 0]))
    expect(at).toBeGreaterThan(0)
    gif.writeUInt16LE(60_000, at + 5)
    gif.writeUInt16LE(60_000, at + 7)
    expect(await refusalOf(gif)).toBe('Refused too-many-pixels')
  })

  it('counts a pixel of an AVIF for more, because of the memory that it takes', async () => {
    const avif = await scene().avif({ effort: 0 }).toBuffer()
    const just = { ...limits, pixels: WIDTH * HEIGHT * 2 }
    await expect(headerOf(avif, just)).resolves.toBeDefined()
    await expect(headerOf(avif, { ...just, pixels: just.pixels - 2 })).rejects.toThrow(
      `the picture has 320 x 240 pixels, the limit is ${WIDTH * HEIGHT - 1} altogether for AVIF`,
    )
    const deep = await scene().avif({ effort: 0, bitdepth: 10 }).toBuffer()
    await expect(headerOf(deep, just)).rejects.toThrow('altogether for AVIF')
  })

  it('takes strips', async () => {
    const wide = await sharp({ create: { width: 65_500, height: 2, channels: 3, background: '#c81e28' } })
      .jpeg()
      .toBuffer()
    const pixels = await decoded(wide, 1200 / 65_500)
    expect([pixels.width, pixels.height]).toEqual([1200, 1])
    expect(pixelAt(pixels, 0.5, 0.5)).toSatisfy(near([200, 30, 40], 3))
  })
})

function withHeader(png: Buffer, width: number, height: number): Buffer {
  const data = Buffer.from(png.subarray(16, 29))
  data.writeUInt32BE(width, 0)
  data.writeUInt32BE(height, 4)
  return Buffer.concat([png.subarray(0, 8), chunkOf('IHDR', data)])
}

it('a TIFF that says it is gray and has three channels is refused', async () => {
  const tiff = readFixtures().find(({ name }) => name === 'turned-8.tif')!.bytes
  expect(await refusalOf(tiff)).toBe('none')
  const entry = tiff.indexOf(Buffer.from([0x06, 0x01, 0x03, 0x00])) // PhotometricInterpretation: TIFF 6.0, section 8
  tiff.writeUInt16LE(1, entry + 8)
  expect(await refusalOf(tiff)).toBe('Refused unsupported')
})

it('a TIFF of luma and chroma is refused where it would come out in wrong colours, and only there', async () => {
  const luma = (subsampling: number) => {
    const pixels = Buffer.alloc(8 * 8 * (subsampling === 1 ? 3 : 1.5), 128)
    const entries = [
      [256, 8],
      [257, 8],
      [258, 8],
      [259, 1],
      [262, 6],
      [273, 200],
      [277, 3],
      [278, 8],
      [279, pixels.length],
      [284, 1],
      [530, subsampling * 0x1_00_01, 2],
    ] as const
    const head = Buffer.alloc(200)
    head.write('II*\0\x08\0\0\0', 'latin1')
    head.writeUInt16LE(entries.length, 8)
    for (const [place, [tag, value, count = 1]] of entries.entries()) {
      head.writeUInt16LE(tag, 10 + place * 12)
      head.writeUInt16LE(3, 12 + place * 12)
      head.writeUInt32LE(tag === 258 ? 3 : count, 14 + place * 12)
      head.writeUInt32LE(tag === 258 ? 180 : value, 18 + place * 12)
    }
    for (const at of [180, 182, 184]) head.writeUInt16LE(8, at)
    return Buffer.concat([head, pixels])
  }
  expect(await refusalOf(luma(1))).toBe('Refused unsupported')
  expect(await refusalOf(luma(2))).toBe('none')
})
