import { describe, expect, it } from 'vitest'
import { encode } from '../../src/image/encode/encode.ts'
import { type Pixels, sharp, whileDrawing } from '../../src/image/sharp.ts'
import { decoded, near, pixelAt } from './decoded.ts'

type Draw = (x: number, y: number) => readonly [number, number, number, number]

function drawn(width: number, height: number, draw: Draw): Pixels {
  const data = Buffer.alloc(width * height * 4)
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) data.set(draw(x, y), (y * width + x) * 4)
  return { data, width, height, frames: 1, channels: 4 }
}

function pngOf({ data, width, height, channels }: Pixels): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels: channels } })
    .png()
    .toBuffer()
}

async function fallbackOf(pixels: Pixels): Promise<{ bytes: Buffer; isPalette: boolean; pixels: Buffer }> {
  const { header } = await decoded(await pngOf(pixels))
  const rendered = await encode(pixels, { format: 'fallback', quality: 85 }, header)
  const bytes = Buffer.from(rendered.bytes)
  expect(rendered.contentType).toBe('image/png')
  const { isPalette } = await sharp(bytes).metadata()
  const seen = await sharp(bytes).ensureAlpha().raw().toBuffer()
  for (let at = 0; at < seen.length; at += 4) if (seen[at + 3] === 0) seen.fill(0, at, at + 3) // nobody sees that colour
  return { bytes, isPalette, pixels: seen }
}

/** Four flat colours, one of them clear. */
const flag: Draw = (x, y) => {
  if (x < 60) return y < 40 ? [200, 0, 0, 255] : [0, 0, 0, 0]
  return y < 40 ? [0, 200, 0, 128] : [0, 0, 200, 255]
}
/** Every pixel is of another colour. */
const mist: Draw = (x, y) => [x * 2, y * 3, (x * y) & 255, 255 - x]

describe('transparency', () => {
  it.each([
    ['fallback', 'image/png', 0],
    ['webp', 'image/webp', 12],
    ['avif', 'image/avif', 12],
  ] as const)('is kept in %s, and what is clear is not black', async (format, contentType, by) => {
    const original = await decoded(await pngOf(drawn(120, 80, flag)))
    const rendered = await encode(original, { format, quality: 90, effort: 0 }, original.header)
    expect(rendered.contentType).toBe(contentType)
    const seen = await decoded(rendered.bytes)
    expect(pixelAt(seen, 0.25, 0.25)).toSatisfy(near([200, 0, 0, 255], by))
    expect(pixelAt(seen, 0.75, 0.25)).toSatisfy(near([0, 200, 0, 128], by))
    expect(pixelAt(seen, 0.75, 0.75)).toSatisfy(near([0, 0, 200, 255], by))
    expect(pixelAt(seen, 0.25, 0.75)[3]).toBe(0)
  })

  it.each(['png', 'webp', 'tiff', 'avif'] as const)(
    'of %s does not lend its colour when it is resized',
    async (format) => {
      // Beside clear pixels that are black, or green, red must stay red however far it is scaled down.
      for (const clear of [0, 255]) {
        const pixels = drawn(400, 400, (x) => (x % 100 < 50 ? [255, 0, 0, 255] : [0, clear, 0, 0]))
        const options = format === 'tiff' ? { compression: 'lzw' } : { lossless: true }
        const bytes = await sharp(await pngOf(pixels))
          .toFormat(format, options)
          .toBuffer()
        const small = await decoded(bytes, 17 / 400)
        for (let at = 0; at < small.data.length; at += 4) {
          if (small.data[at + 3]! < 16) continue // so few steps are left that the colour cannot be exact
          expect([...small.data.subarray(at, at + 3)]).toSatisfy(near([255, 0, 0], 16))
        }
      }
    },
  )

  it('is gone where everything is opaque', async () => {
    expect((await decoded(await pngOf(drawn(20, 20, () => [1, 2, 3, 255])))).channels).toBe(3)
    const gray = await sharp(await pngOf(drawn(20, 20, () => [90, 90, 90, 128])))
      .toColourspace('b-w')
      .png()
      .toBuffer()
    expect(pixelAt(await decoded(gray), 0.5, 0.5)).toEqual([90, 90, 90, 128])
    const deep = await sharp(await pngOf(drawn(20, 20, () => [90, 60, 30, 128])))
      .toColourspace('rgb16')
      .png()
      .toBuffer()
    expect(pixelAt(await decoded(deep), 0.5, 0.5)).toSatisfy(near([90, 60, 30, 128], 1))
  })
})

describe('palette', () => {
  it('is taken where there are few colours, and loses nothing', async () => {
    const pixels = drawn(120, 80, flag)
    const made = await fallbackOf(pixels)
    expect(made.isPalette).toBe(true)
    expect(made.pixels.equals(pixels.data)).toBe(true)
    expect(made.bytes.length).toBeLessThan((await pngOf(pixels)).length)
  })

  it('is not taken where colours are many', async () => {
    const pixels = drawn(120, 80, mist)
    const made = await fallbackOf(pixels)
    expect(made.isPalette).toBe(false)
    expect(made.pixels.equals(pixels.data)).toBe(true)
  })

  it('is not taken where it would be seen', async () => {
    // 1,000 colours that are all far from each other, in no order
    const pixels = drawn(120, 80, (x, y) => {
      const index = (((x + y * 120) ** 2 * 7919) % 1009) % 1000
      return [(index % 10) * 28, (Math.floor(index / 10) % 10) * 28, Math.floor(index / 100) * 28, 250]
    })
    const made = await fallbackOf(pixels)
    expect(made.isPalette).toBe(false)
    expect(made.pixels.equals(pixels.data)).toBe(true)
  })

  it('is taken for a drawing with soft edges, with no error that could be seen', async () => {
    const logo =
      '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="450"><circle cx="300" cy="225" r="200" fill="#e33"/><rect x="100" y="100" width="250" height="150" rx="20" fill="#28c"/></svg>'
    const { data, info } = await whileDrawing(() =>
      sharp(Buffer.from(logo)).ensureAlpha().raw().toBuffer({ resolveWithObject: true }),
    )
    const made = await fallbackOf({ data, width: info.width, height: info.height, frames: 1, channels: 4 })
    expect(made.isPalette).toBe(true)
    let most = 0
    for (let at = 0; at < data.length; at += 4) most = Math.max(most, Math.abs(data[at + 3]! - made.pixels[at + 3]!))
    expect(most).toBeLessThanOrEqual(32)
  })
})
