import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import type { Refused } from '../../src/errors.ts'
import { openPicture } from '../../src/image/picture.ts'
import type { Rendered } from '../../src/recipe.ts'
import { animatedGif, colorAt, jpegOf, pngHeader, pngWithAlpha } from './pictures.ts'

const settings = resolveConfig({ formats: ['avif', 'webp'] })
const catalogue = createCatalogue(settings, [])

async function render(bytes: Uint8Array, ...names: string[]): Promise<Rendered[]> {
  const picture = await openPicture(bytes, settings.limits, catalogue.boxes)
  const made: Rendered[] = []
  for (const name of names) made.push(await picture.render(catalogue.pictures.get(name)!))
  return made
}

async function refusalOf(bytes: Uint8Array): Promise<string> {
  return openPicture(bytes, settings.limits, catalogue.boxes).then(
    () => 'none',
    (error: Refused) => `${error.name} ${error.reason}`,
  )
}

describe('sizes', () => {
  it.each([
    [4000, 3000, [150, 150], [600, 450], [1200, 900]],
    [3000, 4000, [150, 150], [450, 600], [900, 1200]],
    [12_000, 1200, [150, 150], [600, 60], [1200, 120]],
    [700, 500, [150, 150], [600, 429], [700, 500]],
    [120, 400, [120, 120], [120, 400], [120, 400]],
    [40, 30, [30, 30], [40, 30], [40, 30]],
    [1, 1, [1, 1], [1, 1], [1, 1]],
    [3000, 1, [1, 1], [600, 1], [1200, 1]],
  ])('%i x %i', async (width, height, thumbnail, medium, large) => {
    const made = await render(await jpegOf(width, height), 'thumbnail', 'medium', 'large')
    expect(made.map((one) => [one.width, one.height])).toEqual([thumbnail, medium, large])
    const real = await Promise.all(made.map(async ({ bytes }) => sharp(bytes).metadata()))
    expect(real.map((one) => [one.width, one.height])).toEqual([thumbnail, medium, large])
  })

  it('gives a panorama a thumbnail of as many real rows as it has', async () => {
    const [width, height] = [12_000, 1200]
    const rows = Buffer.alloc(width * height)
    for (let y = 0; y < height; y += 1) rows.fill(Math.floor(y / 8) % 2 === 0 ? 0 : 255, y * width, (y + 1) * width)
    const striped = await sharp(rows, { raw: { width, height, channels: 1 } })
      .jpeg({ quality: 95 })
      .toBuffer()
    const [thumbnail] = await render(striped, 'thumbnail')
    const column = await sharp(thumbnail!.bytes)
      .extractChannel(0)
      .extract({ left: 75, top: 0, width: 1, height: 150 })
      .raw()
      .toBuffer()
    let turns = 0
    for (let y = 1; y < 150; y += 1) turns += Math.abs(column[y]! - column[y - 1]!) > 128 ? 1 : 0
    expect(turns).toBe(149) // 150 stripes, one a row: enlarged from large's 120 rows they would blur into each other
  })

  it('cuts a cover variant out of the middle', async () => {
    const [thumbnail] = await render(await jpegOf(3000, 1000), 'thumbnail')
    expect(await colorAt(thumbnail!.bytes, 0.2, 0.2)).toSatisfy(near([200, 0, 0]))
    expect(await colorAt(thumbnail!.bytes, 0.8, 0.2)).toSatisfy(near([0, 200, 0]))
    expect(await colorAt(thumbnail!.bytes, 0.2, 0.8)).toSatisfy(near([0, 0, 200]))
    expect(await colorAt(thumbnail!.bytes, 0.8, 0.8)).toSatisfy(near([200, 200, 0]))
  })
})

describe('what is kept', () => {
  it('turns a picture upright', async () => {
    const upright = await jpegOf(800, 600)
    const turned = await sharp(upright).rotate(270).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer()
    const [large, thumbnail] = await render(turned, 'large', 'thumbnail')
    expect([large!.width, large!.height]).toEqual([800, 600])
    expect((await sharp(large!.bytes).metadata()).orientation).toBeUndefined()
    expect(await colorAt(large!.bytes, 0.25, 0.25)).toSatisfy(near([200, 0, 0]))
    expect(await colorAt(thumbnail!.bytes, 0.75, 0.25)).toSatisfy(near([0, 200, 0]))
  })

  it('keeps who holds the rights, and nothing else of the metadata', async () => {
    const tagged = await sharp(await jpegOf(800, 600))
      .withExif({
        IFD0: { Copyright: '2026 A. Sailor', Artist: 'A. Sailor', Make: 'Camera' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' },
      })
      .toBuffer()
    expect(tagged.includes('Camera')).toBe(true)
    for (const { bytes, contentType } of await render(tagged, 'medium', 'webp', 'medium.avif')) {
      const { exif } = await sharp(bytes).metadata()
      expect(exif?.includes('2026 A. Sailor'), contentType).toBe(true)
      expect(exif?.includes('Camera'), contentType).toBe(false)
      expect(exif?.includes('51'), contentType).toBe(false)
    }
  })

  it('keeps transparency, in PNG where nothing better is asked for', async () => {
    const made = await render(await pngWithAlpha(700), 'thumbnail', 'medium', 'medium.webp', 'medium.avif')
    expect(made.map(({ contentType }) => contentType)).toEqual(['image/png', 'image/png', 'image/webp', 'image/avif'])
    for (const { bytes } of made) {
      expect((await colorAt(bytes, 0.5, 0.5))[3]).toBe(0)
      expect((await colorAt(bytes, 0.5, 0.2))[3]).toBeGreaterThan(250)
      expect((await colorAt(bytes, 0.02, 0.02))[3]).toSatisfy((alpha: number) => Math.abs(alpha - 128) < 6)
      expect((await colorAt(bytes, 0.02, 0.02)).slice(0, 3)).toSatisfy(near([250, 120, 0]))
    }
  })

  it('makes JPEG of what has an alpha channel and nothing transparent', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 20 } as const
    const opaque = await sharp({ create: { width: 700, height: 500, channels: 3, noise, background: 'black' } })
      .ensureAlpha()
      .png()
      .toBuffer()
    const [large] = await render(opaque, 'large')
    expect(large!.contentType).toBe('image/jpeg')
  })

  it('keeps an animation, in WebP where AVIF is asked for', async () => {
    const made = await render(await animatedGif(900, 300), 'thumbnail', 'medium', 'medium.webp', 'medium.avif')
    expect(made.map(({ contentType }) => contentType)).toEqual(['image/gif', 'image/gif', 'image/webp', 'image/webp'])
    expect(made.map(({ width, height }) => [width, height])).toEqual([
      [150, 150],
      [600, 200],
      [600, 200],
      [600, 200],
    ])
    for (const { bytes, height } of made) {
      const { pages, delay, loop, pageHeight } = await sharp(bytes, { animated: true }).metadata()
      expect({ pages, delay, loop, pageHeight }).toEqual({
        pages: 3,
        delay: [100, 200, 300],
        loop: 3,
        pageHeight: height,
      })
      expect((await colorAt(bytes, 0.5, 0.5, 0)).slice(0, 3)).toSatisfy(near([200, 0, 0]))
      expect((await colorAt(bytes, 0.5, 0.5, 1)).slice(0, 3)).toSatisfy(near([0, 200, 0]))
      expect((await colorAt(bytes, 0.5, 0.5, 2)).slice(0, 3)).toSatisfy(near([0, 0, 200]))
    }
  })

  it('makes a still picture of an animation over the limits', async () => {
    const gif = await animatedGif(300, 200)
    for (const limits of [
      { ...settings.limits, frames: 2 },
      { ...settings.limits, animationPixels: 300 * 200 * 3 - 1 },
    ]) {
      const picture = await openPicture(gif, limits, catalogue.boxes)
      const { contentType, bytes } = await picture.render(catalogue.pictures.get('medium')!)
      expect(contentType).toBe('image/png')
      expect(await colorAt(bytes, 0.5, 0.5)).toSatisfy(near([200, 0, 0]))
    }
  })

  it('makes the same bytes whatever else is made', async () => {
    const original = await jpegOf(2400, 1600)
    const names = [...catalogue.pictures.keys()]
    const together = await render(original, ...names)
    for (const [index, name] of names.entries()) {
      const [alone] = await render(original, name)
      expect(Buffer.compare(alone!.bytes, together[index]!.bytes), name).toBe(0)
    }
  })
})

describe('what is refused', () => {
  it('refuses too many pixels before decoding any', async () => {
    expect(await refusalOf(pngHeader(20_000, 20_000))).toBe('Refused too-many-pixels')
  })

  it('refuses what is cut short', async () => {
    const jpeg = await jpegOf(800, 600)
    const png = await pngWithAlpha(300)
    for (const whole of [jpeg, png]) {
      for (const part of [0.02, 0.3, 0.6, 0.9]) {
        expect(await refusalOf(whole.subarray(0, whole.length * part)), `${part}`).toBe('Refused damaged')
      }
    }
  })

  it('refuses what is no picture', async () => {
    expect(await refusalOf(Buffer.from('not a picture at all'))).toBe('Refused damaged')
    expect(await refusalOf(new Uint8Array())).toBe('Refused damaged')
  })
})

function near(color: readonly number[]): (other: number[]) => boolean {
  return (other) => color.every((value, channel) => Math.abs(value - other[channel]!) < 25)
}
