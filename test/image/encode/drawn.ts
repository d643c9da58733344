import type { Header } from '../../../src/image/header.ts'
import { fromPixels, type Pixels } from '../../../src/image/sharp.ts'
import { headerOf, limits } from '../decoded.ts'

/** The values of one pixel, as many as there are channels. */
type Draw = (x: number, y: number) => readonly number[]

/** Pixels in memory, each drawn by its place. */
export function drawn(width: number, height: number, draw: Draw, frames = 1): Pixels {
  const channels = ([1, 2, 3, 4] as const).find((count) => count === draw(0, 0).length)!
  const data = Buffer.alloc(width * height * frames * channels)
  for (let y = 0; y < height * frames; y += 1) {
    for (let x = 0; x < width; x += 1) data.set(draw(x, y), (y * width + x) * channels)
  }
  return { data, width, height, frames, channels }
}

/** The header of a PNG of these pixels. */
export async function headerFor(pixels: Pixels, rights: Header['rights'] = {}): Promise<Header> {
  const header = await headerOf(
    await fromPixels({ ...pixels, height: pixels.height * pixels.frames, frames: 1 })
      .png()
      .toBuffer(),
    limits,
  )
  return { ...header, rights, frames: pixels.frames, delay: Array.from({ length: pixels.frames }, () => 100) }
}

/** A number from 0 to 255 for each place, in no order: noise, the same each time. */
export function noise(x: number, y: number): number {
  const mixed = Math.imul(Math.imul(x + 1, 0x9e3779b1) ^ Math.imul(y + 1, 0x85ebca6b), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 15)) & 255
}

/** Slow shades with a little noise, as a camera sees the sky. */
export const sky: Draw = (x, y) => [90, 120, 160].map((value) => value + Math.floor(y / 8) + (noise(x, y) & 3))

/** Flat areas with soft edges: a disc on a stripe, on white. */
export const logo: Draw = (x, y) => {
  const cover = Math.min(1, Math.max(0, 40 - Math.hypot(x - 60, y - 50)))
  const below = y % 64 < 20 ? [30, 60, 160] : [255, 255, 255]
  return below.map((value, channel) => Math.round(value + ([220, 30, 40][channel]! - value) * cover))
}
