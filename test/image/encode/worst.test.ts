import { expect, it } from 'vitest'
import { graphicIn } from '../../../src/image/encode/graphic.ts'
import { histogramOf } from '../../../src/image/encode/histogram.ts'
import { hasLines, isDrawn } from '../../../src/image/encode/look.ts'
import { paletteOf } from '../../../src/image/encode/palette.ts'
import type { Pixels } from '../../../src/image/sharp.ts'
import { growthOf } from '../growth.ts'
import { drawn, noise } from './drawn.ts'

/** Ten times the pixels take ten times the CPU, and a bit more where they do not fit into a cache. */
const MOST = 15

const tall = (draw: Parameters<typeof drawn>[2]) => (size: number) => drawn(100, Math.ceil(size / 100), draw)
const wide = (draw: Parameters<typeof drawn>[2]) => (size: number) => drawn(size, 1, draw)
/** Each colour so often that it still counts as a graphic, as many colours as there may be. */
const rich = (x: number, y: number) => {
  const index = Math.floor((x + y * 100) / 6) & 0xffff
  return [index & 255, index >> 8, noise(index, 1)]
}

it.each([
  ['noise', tall((x, y) => [noise(x, y), noise(y, x), noise(x + y, x)])],
  ['noise on a flat ground', tall((x, y) => (x < 70 ? [255, 255, 255] : [noise(x, y), noise(y, x), noise(x + y, x)]))],
  ['edges and nothing else', tall((x) => ((x >> 2) % 2 === 0 ? [0, 0, 0] : [255, 255, 255]))],
  ['one row', wide((x) => [noise(x, 1), noise(1, x), 7])],
  ['many colours', tall(rich)],
  ['many colours in one row', wide(rich)],
  ['many that are transparent', tall((x, y) => [...rich(x, y), noise(x, y)])],
])('%s is looked at and counted in linear time', (_, make) => {
  const run = (pixels: Pixels) => {
    isDrawn(pixels)
    hasLines(pixels)
    histogramOf(pixels, 2 ** 16)?.mapped(new Uint16Array(2 ** 16))
  }
  expect(growthOf(make, run, 40_000)).toBeLessThan(MOST)
})

it('many colours become few in linear time', () => {
  const make = (size: number) =>
    histogramOf(
      drawn(1, size, (_x, y) => [noise(y, 1), noise(y, 2), noise(y, 3)]),
      2 ** 16,
    )!
  const run = (histogram: NonNullable<ReturnType<typeof histogramOf>>) =>
    paletteOf(histogram, { most: 0, colours: 0, soft: 0 }, 64)
  expect(growthOf(make, run, 4000)).toBeLessThan(MOST)
})

it('more pixels than 2^24 are not looked at', () => {
  const data = Buffer.alloc(0)
  const pixels: Pixels = { data, width: 16_383, height: 1025, frames: 1, channels: 3 }
  Object.defineProperty(data, 'length', { value: 16_383 * 1025 * 3 })
  expect(graphicIn(pixels)).toBe(null)
})

it('the worst takes no more memory than 2 bytes for each of its pixels, and 4 MB for its colours', () => {
  const pixels = drawn(1000, 400, rich)
  const before = process.memoryUsage().arrayBuffers
  const histogram = histogramOf(pixels, 2 ** 16)
  const indices = histogram?.mapped(new Uint16Array(2 ** 16))
  const taken = process.memoryUsage().arrayBuffers - before
  expect(indices?.byteLength).toBe(2 * 400_000)
  expect(taken).toBeLessThan(2 * 400_000 + 4 * 2 ** 20)
})
