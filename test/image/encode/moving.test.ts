import { describe, expect, it } from 'vitest'
import { encode } from '../../../src/image/encode/encode.ts'
import { openPicture } from '../../../src/image/picture.ts'
import { fromPixels, type Pixels, sharp, toPixels } from '../../../src/image/sharp.ts'
import { limits } from '../decoded.ts'
import { drawn, headerFor, noise, sky } from './drawn.ts'

const WIDTH = 120
const HEIGHT = 90
const FRAMES = 8
const quality = { fallback: 85, webp: 80, avif: 58 }

/** Squares that move over a ground that stays, with hard edges. */
const blocks = drawn(
  WIDTH,
  HEIGHT,
  (x, y) => {
    const frame = Math.floor(y / HEIGHT)
    const square = Math.floor((x + frame * 9) / 40) % 4
    const isIn = (x + frame * 9) % 40 < 20 && Math.abs((y % HEIGHT) - 20 - square * 24) < 10
    return isIn
      ? [
          [228, 87, 46],
          [23, 190, 187],
          [255, 201, 20],
          [46, 40, 42],
        ][square]!
      : [205, 231, 240]
  },
  FRAMES,
)
/** Rows of colours that are all unlike each other: flat, and more than a palette has. */
const rows = drawn(WIDTH, HEIGHT, (_, y) => [noise(1, y), noise(2, y), noise(3, y)], FRAMES)
const clip = drawn(
  WIDTH,
  HEIGHT,
  (x, y) => {
    const left = x + Math.floor(y / HEIGHT) * 3
    return sky(left, y % HEIGHT).map((value) => value + (noise(left >> 2, y >> 2) >> 3) + (noise(x, y) & 15))
  },
  FRAMES,
)
const dots = drawn(
  WIDTH,
  HEIGHT,
  (x, y) => (noise(x >> 3, y >> 3) < 90 ? [noise(x >> 4, 3), 60, 190, 255] : [0, 0, 0, 0]),
  FRAMES,
)

const delay = Array.from({ length: FRAMES }, () => 80)
const gif = (pixels: Pixels) => fromPixels(pixels).gif({ delay, dither: 0 }).toBuffer()

describe('a graphic that moves', () => {
  it('is a GIF of its own colours, of fewer bytes than one with palettes for each frame', async () => {
    const small = await toPixels(fromPixels(blocks).resize(96, 72, { fit: 'fill' }), FRAMES)
    const { bytes, contentType } = await encode(small, { format: 'fallback', quality: 85 }, await headerFor(small))
    expect(contentType).toBe('image/gif')
    expect(bytes.length * 2).toBeLessThan((await fromPixels(small).gif({ delay, effort: 7 }).toBuffer()).length)
    const seen = await sharp(bytes, { animated: true }).removeAlpha().raw().toBuffer()
    const off = seen.reduce((most, value, at) => Math.max(most, Math.abs(value - small.data[at]!)), 0)
    expect(off).toBeLessThanOrEqual(40)
  })

  it('keeps each of few colours', async () => {
    const { bytes } = await encode(blocks, { format: 'fallback', quality: 85 }, await headerFor(blocks))
    const seen = await sharp(bytes, { animated: true }).removeAlpha().raw().toBuffer()
    expect(seen.equals(blocks.data)).toBe(true)
  })
})

describe('a clip of a camera', () => {
  it('is encoded as ever, to the byte', async () => {
    const header = await headerFor(clip)
    const options = { delay: header.delay, loop: header.loop }
    const made = async (format: keyof typeof quality) =>
      Buffer.from((await encode(clip, { format, quality: quality[format], effort: 2 }, header)).bytes)
    expect(await made('webp')).toEqual(
      await fromPixels(clip)
        .webp({ ...options, quality: 80, effort: 2 })
        .toBuffer(),
    )
    expect(await made('fallback')).toEqual(
      await fromPixels(clip)
        .gif({ ...options, effort: 7 })
        .toBuffer(),
    )
  })
})

/** What has more bytes all the same: what had no shades between its colours has them since it was resized. */
const unreached = new Set([
  'blocks.gif as GIF, 94 %',
  'blocks.gif as GIF, 60 %',
  'dots.gif as GIF, 94 %',
  'dots.gif as WebP, 94 %',
  'blocks.webp as WebP, 94 %',
  'blocks.webp as WebP, 60 %',
])

describe('an animation has no more bytes than its original in any size, but for those that are named', () => {
  it.each([
    ['blocks.gif', () => gif(blocks)],
    ['rows.gif', () => gif(rows)],
    ['clip.gif', () => gif(clip)],
    ['dots.gif', () => gif(dots)],
    ['clip.webp', () => fromPixels(clip).webp({ delay, quality: 20, effort: 2 }).toBuffer()],
    ['blocks.webp', () => fromPixels(blocks).webp({ delay, lossless: true }).toBuffer()],
  ] as const)('%s', async (name, make) => {
    const original = await make()
    const boxes = [1, 0.94, 0.6].map((share) => {
      const [width, height] = [Math.round(WIDTH * share), Math.round(HEIGHT * share)]
      return { width, height, fit: 'inside' } as const
    })
    const picture = await openPicture(original, limits, boxes)
    for (const box of boxes) {
      for (const format of ['fallback', 'webp'] as const) {
        if (format === 'fallback' && name.endsWith('webp')) continue // it is for who cannot take that
        const encoding = { format, quality: quality[format], effort: 2 }
        const { bytes, contentType } = await picture.render({ box, encoding, watermark: null })
        const made = `${name} as ${contentType === 'image/gif' ? 'GIF' : 'WebP'}, ${Math.round((box.width * 100) / WIDTH)} %`
        expect(bytes.length > original.length, `${made}: ${bytes.length} of ${original.length}`).toBe(
          unreached.has(made),
        )
        expect(bytes.length).toBeLessThan(original.length * 2.5)
      }
    }
  })
})
