import type { GifOptions, WebpOptions } from 'sharp'
import { fromPixels, type Pixels } from '../../../src/image/sharp.ts'

/** How long each frame is shown, in ms. */
const DELAY = 80

/** Joins frames of the same size to one picture that moves. */
export function joined(frames: readonly Pixels[]): Pixels {
  const [first] = frames
  return { ...first!, data: Buffer.concat(frames.map(({ data }) => data)), frames: frames.length }
}

/** A window of a still picture. */
export function windowOf(
  { data, width, channels }: Pixels,
  left: number,
  top: number,
  size: readonly [number, number],
): Pixels {
  const [across, down] = size
  const rows = Array.from({ length: down }, (_, row) => {
    const from = ((top + row) * width + left) * channels
    return data.subarray(from, from + across * channels)
  })
  return { data: Buffer.concat(rows), width: across, height: down, frames: 1, channels }
}

/** A GIF as recorders of screens write it: colours as they are, and of a frame what has changed. */
export function gifOf(pixels: Pixels, options: GifOptions = { dither: 0 }): Promise<Buffer> {
  return fromPixels(pixels)
    .gif({ delay: pixels.frames > 1 ? Array.from({ length: pixels.frames }, () => DELAY) : DELAY, ...options })
    .toBuffer()
}

/** A WebP that plays at 71 frames a second, which no GIF can. */
export function webpOf(pixels: Pixels, options: WebpOptions): Promise<Buffer> {
  return fromPixels(pixels)
    .webp({ delay: Array.from({ length: pixels.frames }, () => 14), ...options })
    .toBuffer()
}
