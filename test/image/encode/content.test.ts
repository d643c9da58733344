import { describe, expect, it } from 'vitest'
import { encode } from '../../../src/image/encode/encode.ts'
import { candidatesFor } from '../../../src/image/encode/candidates.ts'
import { graphicIn } from '../../../src/image/encode/graphic.ts'
import { hasLines, isDrawn } from '../../../src/image/encode/look.ts'
import { fromPixels, type Pixels, sharp } from '../../../src/image/sharp.ts'
import type { Rendered } from '../../../src/recipe.ts'
import { drawn, headerFor, logo, noise, sky } from './drawn.ts'

const quality = { fallback: 85, webp: 80, avif: 58 }

async function made(pixels: Pixels, format: keyof typeof quality): Promise<Rendered> {
  return encode(pixels, { format, quality: quality[format], effort: 2 }, await headerFor(pixels))
}

async function mostOff(pixels: Pixels, { bytes }: Rendered): Promise<number> {
  const seen = await sharp(bytes, { pages: -1 }).toColourspace('srgb').removeAlpha().raw().toBuffer()
  return seen.reduce((most, value, at) => Math.max(most, Math.abs(value - pixels.data[at]!)), 0)
}

describe('what is a photo', () => {
  it.each([1, 2, 3, 4] as const)('is told by each of %s channels', (channels) => {
    for (let channel = 0; channel < channels; channel += 1) {
      // One pixel in three equals its neighbour; the others are off by so much, in a single channel.
      const differing = (off: number): Pixels => {
        const data = Buffer.alloc(64 * 64 * channels, 100)
        for (let x = 0; x < 64 * 64; x += 1) data[x * channels + channel] = 100 + (x % 3 === 1 ? off : 0)
        return { data, width: 64, height: 64, frames: 1, channels }
      }
      expect(isDrawn(differing(4))).toBe(false) // they are nearly equal
      expect(isDrawn(differing(5))).toBe(true) // they are edges
    }
  })

  const photo = drawn(400, 300, sky)

  it('is encoded as ever, to the byte', async () => {
    expect(isDrawn(photo)).toBe(false)
    const jpeg = await fromPixels(photo).jpeg({ quality: 85, progressive: true }).toBuffer()
    const webp = await fromPixels(photo).webp({ quality: 80, effort: 2 }).toBuffer()
    const avif = await fromPixels(photo).avif({ quality: 58, effort: 2, chromaSubsampling: '4:2:0' }).toBuffer()
    expect(jpeg.equals((await made(photo, 'fallback')).bytes)).toBe(true)
    expect(webp.equals((await made(photo, 'webp')).bytes)).toBe(true)
    expect(avif.equals((await made(photo, 'avif')).bytes)).toBe(true)
  })

  it('stays one on a white ground', async () => {
    const shown = drawn(600, 600, (x, y) =>
      Math.hypot(x - 300, y - 300) < 200 ? [noise(x, y), noise(y, x), noise(x, x + y)] : [255, 255, 255],
    )
    expect([isDrawn(shown), hasLines(shown)]).toEqual([true, false]) // so its colours must tell
    const jpeg = await fromPixels(shown).jpeg({ quality: 85, progressive: true }).toBuffer()
    expect(jpeg.equals((await made(shown, 'fallback')).bytes)).toBe(true)
  })
})

it('is drawn where hard edges and equal pixels are more than half, though the nearly equal are more than the equal', () => {
  const stepped = (edge: number) => {
    const values = [0, 0, 2, -2, 3, edge, -edge, edge, -edge, -3].map((_, at, steps) =>
      steps.slice(0, at + 1).reduce((sum, step) => sum + step, 100),
    )
    return drawn(200, 20, (x) => [values[x % 10]!, 50, 50])
  }
  expect(isDrawn(stepped(60))).toBe(true)
  expect(isDrawn(stepped(20))).toBe(false)
})

describe('what is a photo with a drawing in it', () => {
  /** Lines on white beside what a camera saw: no few colours keep it. */
  const slide = drawn(600, 400, (x, y) =>
    x < 330
      ? x % 24 < 3 || y % 40 < 3
        ? [200, 30, 30]
        : [255, 255, 255]
      : [noise(x, y), noise(y, x), noise(x, x + y)],
  )

  it('is told by its lines, and has finer chroma', async () => {
    expect([isDrawn(slide), hasLines(slide)]).toEqual([true, true])
    const avif = await made(slide, 'avif')
    const plain = await fromPixels(slide).avif({ quality: 58, effort: 2, chromaSubsampling: '4:2:0' }).toBuffer()
    expect(plain.equals(avif.bytes)).toBe(false)
  })

  it('is tried twice at most', async () => {
    const { others } = candidatesFor(
      slide,
      { format: 'fallback', quality: 85 },
      await headerFor(slide),
      graphicIn(slide),
    )
    expect(others.length).toBeLessThanOrEqual(2)
  })
})

describe('a picture with very many shades and lines', () => {
  /** Eight rows of discs with soft edges in many colours. */
  const comic = drawn(150, 150, (x, y) => {
    const cover = Math.min(1, Math.max(0, 8 - Math.hypot((x % 19) - 9, (y % 19) - 9)))
    const which = Math.floor(x / 19) * 8 + Math.floor(y / 19)
    return [noise(which, 1), noise(which, 2), noise(which, 3)].map((value) => Math.round(255 + (value - 255) * cover))
  })

  it('is a PNG with a palette, in a thumbnail, too', async () => {
    expect((await made(comic, 'fallback')).contentType).toBe('image/png')
  })

  it('keeps more colours than a palette has, where 256 do not do', async () => {
    const rich = drawn(700, 700, (x, y) => {
      const [i, j] = [Math.floor(x / 14), Math.floor(y / 14)]
      if (x % 14 === 0 || y % 14 === 0) return [0, 0, 0]
      return [noise(i, j), noise(j, i), noise(i + j, i * j)].map((value) => 80 + ((value * 140) >> 8))
    })
    const indexed = graphicIn(rich)?.indexed
    expect(indexed!.colours.length / 4).toBeGreaterThan(256)
    const png = await made(rich, 'fallback')
    expect(png.contentType).toBe('image/png')
    expect(await mostOff(rich, png)).toBeLessThanOrEqual(64)
    expect(await mostOff(rich, await made(rich, 'webp'))).toBeLessThanOrEqual(64)
  })
})

describe('a graphic', () => {
  const graphic = drawn(240, 180, logo)

  it('is a PNG with a palette as a fallback, where that has no more bytes', async () => {
    const png = await made(graphic, 'fallback')
    const jpeg = await fromPixels(graphic).jpeg({ quality: 85, progressive: true }).toBuffer()
    expect(png.contentType).toBe('image/png')
    expect(png.bytes.length).toBeLessThan(jpeg.length)
    expect(await mostOff(graphic, png)).toBeLessThanOrEqual(40)
    expect(await mostOff(graphic, { ...png, bytes: jpeg })).toBeGreaterThan(40)
  })

  it('is WebP and AVIF where these are asked for, and keeps thin red lines red', async () => {
    const lines = drawn(240, 180, (x, y) => (y % 6 === 0 || x % 40 === 3 ? [220, 0, 0] : [255, 255, 255]))
    for (const format of ['webp', 'avif'] as const) {
      const { contentType, bytes } = await made(lines, format)
      expect(contentType).toBe(`image/${format}`)
      const seen = await sharp(bytes).raw().toBuffer()
      const at = (6 * 240 + 20) * 3
      expect(Math.abs(seen[at]! - 220) + seen[at + 1]! + seen[at + 2]!).toBeLessThan(60)
    }
    const plain = await sharp(await fromPixels(lines).webp({ quality: 80, effort: 2 }).toBuffer())
      .raw()
      .toBuffer()
    const at = (6 * 240 + 20) * 3
    expect(Math.abs(plain[at]! - 220) + plain[at + 1]! + plain[at + 2]!).toBeGreaterThan(60)
  })

  it('of few colours keeps them all', async () => {
    const chosen = drawn(120, 90, (x, y) => [(x >> 4) * 30, (y >> 4) * 40, 77])
    for (const format of ['fallback', 'webp'] as const)
      expect(await mostOff(chosen, await made(chosen, format))).toBe(0)
  })

  it('is a JPEG where a palette would have more bytes, with all of its chroma', async () => {
    // A shade of very many steps beside hard edges: a palette does not keep it
    const shaded = drawn(900, 600, (x, y) =>
      x < 500
        ? [255, 255, 255].map((value) => (y % 50 < 3 ? 0 : value))
        : [(x - 500) >> 1, ((x - 500) >> 1) + (y >> 4), (x - 500) >> 1],
    )
    expect(isDrawn(shaded)).toBe(true)
    const { bytes, contentType } = await made(shaded, 'fallback')
    expect(contentType).toBe('image/jpeg')
    const { chromaSubsampling, isProgressive } = await sharp(bytes).metadata()
    expect([chromaSubsampling, isProgressive]).toEqual(['4:4:4', true])
  })

  it('keeps who holds the rights, with a palette, too', async () => {
    const rights = { Copyright: '© Müller (Berlin)' }
    const header = await headerFor(graphic, rights)
    const { bytes, contentType } = await encode(graphic, { format: 'fallback', quality: 85 }, header)
    expect(contentType).toBe('image/png')
    const { exif } = await sharp(bytes).metadata()
    expect(exif!.includes('© Müller (Berlin)')).toBe(true)
  })

  it('that moves has no loss in WebP where that takes hardly more bytes', async () => {
    const terminal = drawn(
      160,
      60,
      (x, y) => (noise(x >> 1, y >> 2) < 40 && x < 120 ? [200, 220, 200] : [20, 20, 30]),
      6,
    )
    const webp = await made(terminal, 'webp')
    expect((await sharp(webp.bytes).metadata()).pages).toBe(6)
    expect(await mostOff(terminal, webp)).toBe(0)
  })
})

describe('the worst', () => {
  it.each([
    ['a row as long as can be', drawn(16_383, 1, (x, y) => [x & 255, x >> 8, noise(x, y)])],
    ['a column as long as can be', drawn(1, 16_383, (x, y) => [y & 255, y >> 8, 0, noise(x, y)])],
    ['a row of one colour', drawn(16_383, 1, () => [7, 7, 7])],
    [
      'all pixels different',
      drawn(512, 512, (x, y) => [x & 255, y & 255, (x >> 8) + (y >> 8) * 2, 255 - ((x * y) & 127)]),
    ],
    [
      '2^15 colours, each six times',
      drawn(486, 405, (x, y) => {
        const index = Math.floor((x + y * 486) / 6)
        return [index & 255, index >> 8, 9]
      }),
    ],
    ['a single pixel', drawn(1, 1, () => [1, 2, 3, 4])],
    ['nothing to be seen', drawn(50, 50, (x, y) => [x, y, x, 0])],
    ['grey with alpha', drawn(90, 50, (x) => [x, x < 9 ? 0 : 255])],
  ])('is encoded: %s', async (_, pixels) => {
    for (const format of ['fallback', 'webp'] as const) {
      const { bytes, width, height } = await made(pixels, format)
      const { width: w, height: h } = await sharp(bytes).metadata()
      expect([w, h]).toEqual([width, height])
    }
  })

  it('as AVIF is given the effort that finds its palettes, and all of its chroma', async () => {
    const pixels = drawn(160, 120, logo)
    const header = await headerFor(pixels)
    const made = async (effort: number) =>
      Buffer.from((await encode(pixels, { format: 'avif', quality: 58, effort }, header)).bytes)
    const expected = (effort: number) =>
      fromPixels(pixels).avif({ quality: 58, effort, chromaSubsampling: '4:4:4' }).toBuffer()
    expect((await made(0)).equals(await expected(2))).toBe(true)
    expect((await made(3)).equals(await expected(3))).toBe(true)
  })
})
