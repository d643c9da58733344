import { expect, it } from 'vitest'
import { resizeAndCrop } from '../../src/image/pixels.ts'
import type { Pixels } from '../../src/image/sharp.ts'
import { fromPixels } from '../../src/image/sharp.ts'
import { drawn, sky } from './encode/drawn.ts'

const SIZE = { width: 40, height: 40 }
const FRAME = { width: 75, height: 50 }

/** Rows of `FRAME`, cut by hand. */
function cut(data: Buffer, frames: number, left: number, top: number): Buffer {
  const rows: Buffer[] = []
  for (let frame = 0; frame < frames; frame += 1) {
    for (let y = top; y < top + SIZE.height; y += 1) {
      const at = ((frame * FRAME.height + y) * FRAME.width + left) * 3
      rows.push(data.subarray(at, at + SIZE.width * 3))
    }
  }
  return Buffer.concat(rows)
}

it.each([
  { frames: 1, focus: null, left: 18, top: 5 },
  { frames: 1, focus: { x: 1, y: 0 }, left: 35, top: 0 },
  { frames: 3, focus: null, left: 18, top: 5 },
])('cuts the pixels that resizing alone gives: $frames, $focus', async ({ frames, focus, left, top }) => {
  const all = drawn(300, 200 * frames, sky)
  const pixels: Pixels = { ...all, height: 200, frames }
  const resized = await fromPixels(pixels).resize(FRAME.width, FRAME.height, { fit: 'fill' }).raw().toBuffer()
  const made = await resizeAndCrop(pixels, FRAME, SIZE, undefined, focus)
  expect(made).toMatchObject({ ...SIZE, frames })
  expect(made.data.equals(cut(resized, frames, left, top))).toBe(true)
})
