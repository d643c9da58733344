import type { Position } from '../recipe.ts'
import { type Focus, type Size, cropAt } from './geometry.ts'
import { fromPixels, type Pixels, sharp, toPixels } from './sharp.ts'

/**
 * Cuts a size out of pixels that cover it, where the focus point is, or else where the position says. The frames of an
 * animation are all cut where the first one is, or the picture would jump.
 */
export async function crop(
  pixels: Pixels,
  size: Size,
  position: Position | undefined,
  focus: Focus | null,
): Promise<Pixels> {
  if (pixels.width === size.width && pixels.height === size.height) return pixels
  const isSought = focus === null && position !== undefined && position !== 'centre'
  const corner = isSought ? await seek(pixels, size, position) : cropAt(pixels, size, focus ?? { x: 0.5, y: 0.5 })
  return toPixels(fromPixels(pixels).extract({ ...corner, ...size }), pixels.frames)
}

async function seek(
  pixels: Pixels,
  size: Size,
  position: 'attention' | 'entropy',
): Promise<{ left: number; top: number }> {
  const first = { ...pixels, frames: 1, data: pixels.data.subarray(0, pixels.data.length / pixels.frames) }
  const { info } = await fromPixels(first)
    .resize({ ...size, fit: 'cover', position: sharp.strategy[position] })
    .raw()
    .toBuffer({ resolveWithObject: true })
  // They are how far the picture is moved, so they are negative, or zero: https://sharp.pixelplumbing.com/api-output
  return { left: -(info.cropOffsetLeft ?? 0), top: -(info.cropOffsetTop ?? 0) }
}
