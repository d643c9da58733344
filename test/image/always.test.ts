import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { type Config, resolveConfig } from '../../src/config/config.ts'
import { openPicture } from '../../src/image/picture.ts'
import { decoders } from '../../src/image/sniff.ts'
import type { Rendered } from '../../src/recipe.ts'
import { animatedGif, colorAt, jpegOf, pngWithAlpha } from './pictures.ts'

type Variant = NonNullable<Config['variants']>[string]

/** One rendition of an original, as a variant of this kind gives it. */
async function made(original: Uint8Array, variant: Variant, more: Config = {}): Promise<Rendered> {
  const settings = resolveConfig({ ...more, variants: { mine: variant } })
  const { pictures, boxes } = createCatalogue(settings, decoders)
  const picture = await openPicture(original, settings.limits, boxes)
  return picture.render(pictures.get('mine')!)
}

async function looksOf({ bytes, contentType }: Rendered) {
  const { width, height, pages = 1, hasAlpha } = await sharp(bytes, { animated: true }).metadata()
  return [contentType, width, height, pages, hasAlpha]
}

describe('a format that a variant names', () => {
  it('is what comes, whatever the original is', async () => {
    const photo = await jpegOf(400, 300)
    const ring = await pngWithAlpha(300)
    const film = await animatedGif(80, 60)
    const looks = await Promise.all(
      (['jpeg', 'png', 'webp', 'avif'] as const).flatMap((format) =>
        [photo, ring, film].map(async (original) => looksOf(await made(original, { width: 200, format }))),
      ),
    )
    expect(looks).toEqual([
      ['image/jpeg', 200, 150, 1, false],
      ['image/jpeg', 200, 200, 1, false],
      ['image/jpeg', 80, 60, 1, false],
      ['image/png', 200, 150, 1, false],
      ['image/png', 200, 200, 1, true],
      ['image/png', 80, 60, 1, false],
      ['image/webp', 200, 150, 1, false],
      ['image/webp', 200, 200, 1, true],
      ['image/webp', 80, 60 * 3, 3, expect.any(Boolean)],
      ['image/avif', 200, 150, 1, false],
      ['image/avif', 200, 200, 1, true],
      ['image/webp', 80, 60 * 3, 3, expect.any(Boolean)], // there is no AVIF that moves
    ])
  })

  it('shows the first frame, and a colour through what is transparent', async () => {
    const film = await made(await animatedGif(80, 60), { width: 80, format: 'jpeg' })
    expect((await colorAt(film.bytes, 0.5, 0.5))[0]).toBeGreaterThan(180)
    const ring = await pngWithAlpha(300)
    const middle = async (variant: Variant) => colorAt((await made(ring, variant)).bytes, 0.5, 0.5)
    const near = (expected: readonly number[]) => (colour: number[]) =>
      colour.every((value, channel) => Math.abs(value - expected[channel]!) < 8)
    expect(await middle({ width: 200, format: 'jpeg' })).toSatisfy(near([255, 255, 255]))
    expect(await middle({ width: 200, format: 'jpeg', background: '#024' })).toSatisfy(near([0, 34, 68]))
  })

  it('has no more bytes than an original of the same pixels, whose format it is', async () => {
    const photo = await sharp(await jpegOf(400, 300))
      .jpeg({ quality: 50 })
      .toBuffer()
    expect((await made(photo, { width: 400, format: 'jpeg' })).bytes.length).toBeLessThanOrEqual(photo.length)
  })
})

describe('contain', () => {
  const box = { width: 200, height: 100, fit: 'contain' } as const

  it('has exactly the box, the whole picture in its middle and a colour beside it, and enlarges nothing', async () => {
    const wide = await made(await jpegOf(400, 100), { ...box, background: '#00f' })
    expect(await looksOf(wide)).toEqual(['image/jpeg', 200, 100, 1, false])
    expect([wide.width, wide.height]).toEqual([200, 100])
    expect((await colorAt(wide.bytes, 0.5, 0.1))[2]).toBeGreaterThan(240)
    expect((await colorAt(wide.bytes, 0.1, 0.4))[0]).toBeGreaterThan(180)
    const small = await made(await jpegOf(20, 10), { ...box, format: 'png' })
    expect(await looksOf(small)).toEqual(['image/png', 200, 100, 1, false])
    expect(await colorAt(small.bytes, 0.44, 0.5)).toEqual([255, 255, 255])
    expect((await colorAt(small.bytes, 0.46, 0.46))[0]).toBeGreaterThan(180)
  })

  it('is transparent beside the picture where its colour is', async () => {
    const clear = await made(await jpegOf(100, 100), { ...box, background: '#0000' })
    expect(await looksOf(clear)).toEqual(['image/png', 200, 100, 1, true])
    expect((await colorAt(clear.bytes, 0.1, 0.5))[3]).toBe(0)
  })

  it('has an opaque colour behind what is transparent, too, also where nothing is beside it', async () => {
    const ring = await pngWithAlpha(100)
    for (const width of [200, 100]) {
      const filled = await made(ring, { ...box, width, format: 'webp', background: '#00f' })
      expect(await looksOf(filled)).toEqual(['image/webp', width, 100, 1, false])
      expect((await colorAt(filled.bytes, 0.5, 0.5))[2]).toBeGreaterThan(240)
    }
    const clear = await made(ring, { ...box, format: 'webp', background: '#00f8' })
    expect((await colorAt(clear.bytes, 0.5, 0.5))[3]).toBe(0)
  })

  it('moves, unless the filled frames have more pixels than an animation may', async () => {
    const film = await animatedGif(80, 60)
    expect(await looksOf(await made(film, box))).toEqual(['image/gif', 200, 300, 3, expect.any(Boolean)])
    const still = await made(film, box, { limits: { animationPixels: 200 * 100 * 3 - 1 } })
    expect((await looksOf(still)).slice(1, 4)).toEqual([200, 100, 1])
  })

  it('that is the picture itself is not larger than it', async () => {
    const photo = await sharp(await jpegOf(200, 100))
      .jpeg({ quality: 50 })
      .toBuffer()
    expect((await made(photo, box)).bytes.length).toBeLessThanOrEqual(photo.length)
  })
})

describe('maxBytes', () => {
  it('is kept by a lower quality, and by fewer pixels only where that is allowed', async () => {
    const photo = await jpegOf(800, 600)
    const full = await made(photo, { width: 800, format: 'jpeg' })
    const least = await made(photo, { width: 800, format: 'jpeg', quality: { jpeg: 40 } })
    const between = Math.floor((full.bytes.length + least.bytes.length) / 2)
    const lower = await made(photo, { width: 800, format: 'jpeg', maxBytes: between })
    expect(lower.bytes.length).toBeLessThanOrEqual(between)
    expect([lower.bytes.length > least.bytes.length, lower.width]).toEqual([true, 800])
    const impossible = { width: 800, format: 'jpeg', maxBytes: 3000 } as const
    expect((await made(photo, impossible)).bytes).toEqual(least.bytes)
    const shrunk = await made(photo, { ...impossible, shrink: true })
    expect(shrunk.bytes.length).toBeLessThanOrEqual(3000)
    expect(shrunk.width / shrunk.height).toBeCloseTo(4 / 3, 1)
    expect(await looksOf(shrunk)).toEqual(['image/jpeg', shrunk.width, shrunk.height, 1, false])
  })
})
