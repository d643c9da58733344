import { createHash } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { animations } from '../../bench/quality/animations/corpus.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { encode } from '../../src/image/encode/encode.ts'
import { openPicture } from '../../src/image/picture.ts'
import { fromPixels, type Pixels, sharp, toPixels } from '../../src/image/sharp.ts'
import { headerFor } from '../image/encode/drawn.ts'

vi.setConfig({ testTimeout: 300_000 }) // each takes ten seconds of CPU

const { limits } = resolveConfig({})
const SIDE = 1300

/** Frames whose values are drawn by place and frame. */
function moving(frames: number, draw: (x: number, y: number, frame: number) => number): Pixels {
  const data = Buffer.alloc(SIDE * SIDE * frames * 3)
  for (let at = 0; at < data.length; at += 3) {
    const pixel = at / 3
    const row = Math.floor(pixel / SIDE)
    data.writeUIntBE(draw(pixel % SIDE, row % SIDE, Math.floor(row / SIDE)), at, 3)
  }
  return { data, width: SIDE, height: SIDE, frames, channels: 3 }
}

describe('an animation of very many pixels', () => {
  it('is a GIF with one palette for all of its frames', async () => {
    const shaded = moving(10, (x, y, frame) => ((x >> 3) << 16) | ((y >> 3) << 8) | (frame * 25))
    const { bytes, contentType } = await encode(shaded, { format: 'fallback', quality: 85 }, await headerFor(shaded))
    expect(contentType).toBe('image/gif')
    const seen = await toPixels(sharp(bytes, { animated: true, limitInputPixels: false }).removeAlpha(), 10)
    const colours = new Set<number>()
    for (let at = 0; at < seen.data.length; at += 3) colours.add(seen.data.readUIntBE(at, 3))
    expect(colours.size).toBeLessThanOrEqual(255)
    expect(colours.size).toBeGreaterThan(100)
  })

  it('is no larger as a WebP than as the GIF that it was', async () => {
    const checks = moving(20, (x, y, frame) => ((x + y + frame) & 1 ? 0xffff80 : 0x000080))
    const delay = Array.from({ length: 20 }, () => 40)
    const gif = await fromPixels(checks).gif({ delay, effort: 1, dither: 0 }).toBuffer()
    const box = { width: SIDE, height: SIDE, fit: 'inside' } as const
    const picture = await openPicture(gif, limits, [box])
    const webp = await picture.render({ box, encoding: { format: 'webp', quality: 80, effort: 2 }, watermark: null })
    expect(webp.bytes.length).toBeLessThanOrEqual(gif.length)
    expect((await sharp(webp.bytes).metadata()).pages).toBe(20)
  })
})

/** Figures are only comparable while the pictures are the same: test/bench/graphics.test.ts. */
it('the animations of the bench have the same pixels each time', async () => {
  const drawn: Record<string, string> = {}
  for (const { name, file } of animations) {
    const bytes = await file()
    const { pages = 1 } = await sharp(bytes).metadata()
    const { data, width, height, frames } = await toPixels(sharp(bytes, { animated: true }).ensureAlpha(), pages)
    drawn[name] = `${width} x ${height} x ${frames} ${createHash('sha256').update(data).digest('hex').slice(0, 16)}`
  }
  expect(drawn).toMatchInlineSnapshot(`
    {
      "clip, GIF": "320 x 240 x 20 048b0e7ecf681425",
      "clip, WebP": "480 x 320 x 20 e9d978fa25576751",
      "noise": "160 x 120 x 16 d117f32c8d8fa546",
      "screen, scrolled": "640 x 400 x 32 bad82f8cf2903ee0",
      "spinner, GIF": "160 x 160 x 24 2f19b9411155b8ab",
      "spinner, WebP": "160 x 160 x 24 7b3220a36c2892bf",
      "sprites": "320 x 220 x 20 dabcd51c4bda71c6",
      "terminal, recorded": "720 x 432 x 48 eea71dfbbbe71f12",
    }
  `)
})
