import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Histogram, histogramOf } from '../../../src/image/encode/histogram.ts'
import { type Palette, paletteOf } from '../../../src/image/encode/palette.ts'
import type { Pixels } from '../../../src/image/sharp.ts'
import { md5 } from '../../../src/stores/store.ts'
import { drawn, logo, noise } from './drawn.ts'

const bounds = { most: 40, colours: 14, soft: 20 }

/** A few colours, each a little off, with every kind of transparency. */
const pictures = fc
  .record({
    channels: fc.constantFrom(1, 2, 3, 4),
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 40 }),
    seed: fc.nat(1000),
    colours: fc.integer({ min: 1, max: 2000 }),
  })
  .map(({ channels, width, height, seed, colours }) =>
    drawn(width, height, (x, y) => {
      const which = (noise(x + seed, y) * 256 + noise(y, x + seed)) % colours
      const values = [which * 7, which * 31, which * 3, [0, 255, 128, 255][which % 4]! - (which % 3)]
      return (
        channels === 1 || channels === 2 ? [values[0]!, values[3]!].slice(0, channels) : values.slice(0, channels)
      ).map((value) => value & 255)
    }),
  )

/** The red, green and blue of each pixel over black, and over white. */
function seenOf({ data, channels }: Pick<Pixels, 'data' | 'channels'>): number[] {
  return Array.from({ length: data.length / channels }, (_, pixel) => {
    const at = pixel * channels
    const alpha = channels % 2 === 0 ? data[at + channels - 1]! : 255
    return [0, 255].flatMap((ground) =>
      [0, 1, 2].map((channel) => (data[at + (channels < 3 ? 0 : channel)]! * alpha + ground * (255 - alpha)) / 255),
    )
  }).flat()
}

function inPalette(histogram: Histogram, { colours, numbers }: Palette): Buffer {
  const indices = histogram.mapped(numbers)
  return Buffer.from(Array.from({ length: indices.length * 4 }, (_, at) => colours[indices[at >> 2]! * 4 + (at & 3)]!))
}

describe('histogram', () => {
  it('counts each pixel once, and tells how to get them back', () => {
    fc.assert(
      fc.property(pictures, (pixels) => {
        const histogram = histogramOf(pixels, 4096)!
        expect(histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(pixels.width * pixels.height)
        expect(
          new Set(Array.from(histogram.counts.keys(), (at) => histogram.colours.subarray(at * 4, at * 4 + 4).join()))
            .size,
        ).toBe(histogram.counts.length)
        expect(histogram.soft.every((count, index) => count <= histogram.counts[index]!)).toBe(true)
        if (histogram.counts.length > 256) return
        const data = inPalette(histogram, {
          colours: histogram.colours,
          numbers: Uint16Array.from(histogram.counts.keys()),
          error: bounds,
        })
        expect(seenOf({ data, channels: 4 })).toEqual(seenOf(pixels))
      }),
    )
  })

  it('gives up where there are more colours than it may hold', () => {
    const pixels = drawn(100, 100, (x, y) => [x, y, 0])
    expect(histogramOf(pixels, 8192)).toBe(null)
    expect(histogramOf(pixels, 16_384)?.counts.length).toBe(10_000)
  })
})

describe('palette', () => {
  it('has the errors that it tells of, and keeps what is clear and what is opaque', () => {
    fc.assert(
      fc.property(pictures, (pixels) => {
        const histogram = histogramOf(pixels, 4096)!
        const palette = paletteOf(histogram, bounds, 256)
        expect(palette.colours.length / 4).toBeLessThanOrEqual(Math.min(256, histogram.counts.length))
        const data = inPalette(histogram, palette)
        const alphas = data.filter((_, at) => at % 4 === 3)
        const before = pixels.data.filter((_, at) => at % pixels.channels === pixels.channels - 1)
        const isSame = (alpha: number, at: number) =>
          [0, 255].every((end) => (alpha === end) === ((pixels.channels % 2 === 1 ? 255 : before[at]) === end))
        expect(alphas.every(isSame)).toBe(true)
        const is = seenOf({ data, channels: 4 })
        const most = seenOf(pixels).reduce((found, value, at) => Math.max(found, Math.abs(value - is[at]!)), 0)
        expect(Math.abs(most - palette.error.most)).toBeLessThanOrEqual(1) // colours over black are rounded
      }),
    )
  })

  it('loses nothing where nothing may be lost', () => {
    const pixels = drawn(64, 64, (x, y) => [x & 240, y & 240, 7])
    const histogram = histogramOf(pixels, 1024)!
    const palette = paletteOf(histogram, { most: 0, colours: 0, soft: 0 }, 256)
    expect(palette.error).toEqual({ most: 0, colours: 0, soft: 0 })
    expect(palette.colours.length / 4).toBe(16)
  })

  it('keeps a single pixel of a rare colour', () => {
    const pixels = drawn(200, 200, (x, y) => (x === 77 && y === 77 ? [255, 0, 0] : [255 - noise(x, y) / 64, 255, 255]))
    const histogram = histogramOf(pixels, 1024)!
    const data = inPalette(histogram, paletteOf(histogram, bounds, 256))
    expect([...data.subarray((77 * 200 + 77) * 4, (77 * 200 + 77) * 4 + 4)]).toEqual([255, 0, 0, 255])
  })

  it('makes no steps of a slow gradient', () => {
    const histogram = histogramOf(
      drawn(1024, 8, (x) => [x >> 2, x >> 2, x >> 2]),
      1024,
    )!
    expect(paletteOf(histogram, bounds, 256).error.most).toBeLessThanOrEqual(2)
  })

  it('is the same on every machine', () => {
    const histogram = histogramOf(drawn(160, 120, logo), 4096)!
    const { colours, numbers } = paletteOf(histogram, bounds, 256)
    expect([colours.length / 4, md5(Buffer.concat([colours, Uint8Array.from(numbers)]))]).toMatchInlineSnapshot(`
      [
        14,
        "694187ab7816ed733a40f6ccc48e437d",
      ]
    `)
  })

  it('leaves a colour as it is that has most of the pixels: white stays white', () => {
    // A text's page: white, hundreds of nearly white ones about it, and as many dark ones.
    const page = drawn(200, 200, (x, y) => {
      if (y > 100) return [255, 255, 255]
      const dark = noise(x, y) % 2 === 0 ? 0 : 200
      return [dark + (noise(x, y + 1) % 53), dark + (noise(y, x) % 53), dark + (noise(x + 7, y) % 53)]
    })
    const histogram = histogramOf(page, 32_768)!
    const { colours, numbers } = paletteOf(histogram, bounds, 64)
    const white = histogram.counts.indexOf(Math.max(...histogram.counts))
    const at = numbers[white]! * 4
    expect([...colours.subarray(at, at + 4)]).toEqual([255, 255, 255, 255])
  })
})
