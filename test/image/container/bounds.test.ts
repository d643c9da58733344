import { crc32, deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createCatalogue } from '../../../src/config/catalogue.ts'
import { resolveConfig } from '../../../src/config/config.ts'
import { Refused } from '../../../src/errors.ts'
import { boundContainer } from '../../../src/image/container/container.ts'
import { withClearing } from '../../../src/image/container/gif-frames.ts'
import { boundText } from '../../../src/image/container/png-text.ts'
import { boundFrames } from '../../../src/image/container/webp-frames.ts'
import { openPicture } from '../../../src/image/picture.ts'
import { sharp } from '../../../src/image/sharp.ts'
import { openSource } from '../../../src/image/source.ts'

const { boxes } = createCatalogue(resolveConfig({}), [])
const strip = (width: number) => sharp({ create: { width, height: 10, channels: 3, background: '#c80000' } })

it('a strip of 16 bits counts double where all of its pixels have to be decoded', async () => {
  const limits = { ...resolveConfig({}).limits, pixels: 8000 }
  const plain = await strip(600).png().toBuffer()
  const deep = await strip(600).toColourspace('rgb16').png().toBuffer()
  await expect(openPicture(plain, limits, boxes)).resolves.toBeDefined()
  await expect(openPicture(deep, limits, boxes)).rejects.toEqual(
    new Refused('too-many-pixels', '600 x 10 pixels would have to be decoded, the limit is 4000'),
  )
})

async function moving(alpha: number) {
  const stills = [200, 100, 50].map((r) =>
    sharp({ create: { width: 20, height: 10, channels: 4, background: { r, g: 0, b: 0, alpha } } })
      .png()
      .toBuffer(),
  )
  return sharp(await Promise.all(stills), { join: { animated: true } })
}

// 20 x 10 pixels, 3 frames: 600 pixels, of which a quarter where half the width is enough.
it.each([
  ['gif', 1, 600 * 5],
  ['webp', 1, 600 * 6],
  ['webp', 0.5, 600 * 8],
] as const)(
  'a %s of opacity %f moves where its frames fit into memory as they are decoded',
  async (format, alpha, memory) => {
    const bytes = await (await moving(alpha)).toFormat(format).toBuffer()
    const framesAt = async (animationPixels: number, width: number) => {
      const boxes = [{ width, height: 16_383, fit: 'inside' }] as const
      const { header } = await openSource(
        format,
        boundContainer(format, bytes),
        { ...resolveConfig({}).limits, animationPixels },
        boxes,
      )
      return [header.frames, header.pages]
    }
    expect(await framesAt(memory / 4, 20)).toEqual([3, 3])
    expect(await framesAt(memory / 4 - 1, 20)).toEqual([1, 3])
    expect(await framesAt(600, 10)).toEqual([3, 3])
    expect(await framesAt(599, 10)).toEqual([1, 3])
  },
)

it('a GIF of more frames than are looked at is its first one', async () => {
  const gif = await (await moving(1)).gif().toBuffer()
  expect(withClearing(gif, 3)).toEqual(gif)
  const first = withClearing(gif, 2)
  expect(await sharp(first, { animated: true }).metadata()).toMatchObject({ width: 20, height: 10, pages: 1 })
  expect([...(await sharp(first).raw().toBuffer())].slice(0, 3)).toEqual([200, 0, 0])
})

describe('metadata', () => {
  const red = sharp({ create: { width: 20, height: 10, channels: 3, background: '#c80000' } })
  const zeros = deflateSync(Buffer.alloc(2 ** 23 + 1))
  const sizes = async (chunks: Buffer[]) => {
    const png = await red.png().toBuffer()
    const whole = Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)])
    return { before: whole.length - png.length, after: boundText(whole).length - png.length }
  }

  it.each([
    ['text', chunk('tEXt', Buffer.concat([Buffer.from('a\0'), Buffer.alloc(2 ** 23)]))],
    ['EXIF', chunk('eXIf', Buffer.alloc(2 ** 23 + 1))],
    ['zipped text', chunk('zTXt', Buffer.concat([Buffer.from('Raw profile type exif\0\0'), zeros]))],
    ['zipped XMP', chunk('iTXt', Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\x01\0en\0a\0'), zeros]))],
    ['text that cannot be unzipped', chunk('zTXt', Buffer.from('a\0\0b'))],
  ])('of a PNG, %s of more than eight megabytes, is left out', async (_, bulk) => {
    expect((await sizes([bulk])).after).toBe(0)
    const small = chunk('tEXt', Buffer.from('a\0b'))
    expect((await sizes([small, bulk, small])).after).toBe(small.length * 2)
  })

  it('of a PNG, in many chunks, is left out from where it is too much', async () => {
    const half = chunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(2 ** 22 - 5000))]))
    expect((await sizes([half, half, half, half])).after).toBe(half.length * 2)
    const small = chunk('tEXt', Buffer.from('a\0b'))
    expect((await sizes(Array.from({ length: 300 }, () => small))).after).toBe(small.length * 100)
  })

  it('of an ordinary PNG stays, and so do its colours, however long', async () => {
    const text = ['tEXt', 'zTXt', 'iTXt'].map((type) => {
      const head = { tEXt: 'a\0', zTXt: 'a\0\0', iTXt: 'a\0\x01\0\0\0' }[type]!
      const body = Buffer.from('x'.repeat(1000))
      return chunk(type, Buffer.concat([Buffer.from(head), type === 'tEXt' ? body : deflateSync(body)]))
    })
    const { before, after } = await sizes([
      ...text,
      chunk('eXIf', Buffer.alloc(65_535)),
      chunk('iCCP', Buffer.alloc(2 ** 24)),
    ])
    expect(after).toBe(before)
  })

  it('of a JPEG in more segments than a picture has is refused before libjpeg keeps them', async () => {
    const jpeg = await red.jpeg().toBuffer()
    const empty = Buffer.alloc(4 * 10_000, Buffer.from([0xff, 0xe1, 0, 2]))
    const end = jpeg.indexOf(Buffer.from([0xff, 0xda]))
    for (const at of [2, end]) {
      const bulky = Buffer.concat([jpeg.subarray(0, at), empty, jpeg.subarray(at)])
      await expect(openPicture(bulky, resolveConfig({}).limits, boxes)).rejects.toThrow('more than 10000 segments')
    }
  })
})

it('a WebP of more frames than are looked at is its first one', async () => {
  const frames = ['#c80000', '#00c800', '#0000c8'].map((background) => ({
    create: { width: 20, height: 10, channels: 3 as const, background },
  }))
  const stills = await Promise.all(frames.map((frame) => sharp(frame).png().toBuffer()))
  const moving = await sharp(stills, { join: { animated: true } })
    .webp({ lossless: true })
    .toBuffer()
  expect(boundFrames(moving, 3)).toEqual(moving)
  const first = boundFrames(moving, 2)
  expect(await sharp(first, { animated: true }).metadata()).toMatchObject({ width: 20, height: 10, pages: 1 })
  const [red, green] = await sharp(first).raw().toBuffer()
  expect([red, green]).toEqual([200, 0])
  const empty = Buffer.alloc(8 * 100, Buffer.from('ABCD\0\0\0\0'))
  const chunky = boundFrames(Buffer.concat([moving, empty]), 10)
  expect([chunky.length - moving.length, Buffer.from(chunky).readUInt32LE(4) + 8]).toEqual([8 * 98, chunky.length])
  expect(boundFrames(moving.subarray(0, 40), 0).length).toBeLessThanOrEqual(40)
})

function chunk(type: string, body: Buffer): Buffer {
  const bytes = Buffer.alloc(body.length + 12)
  bytes.writeUInt32BE(body.length)
  bytes.write(type, 4, 'latin1')
  body.copy(bytes, 8)
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), body.length + 8)
  return bytes
}
