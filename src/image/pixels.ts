import type { Sharp } from 'sharp'
import type { Position } from '../recipe.ts'
import { cropAt, type Focus, type Size } from './geometry.ts'
import { fromPixels, type Pixels, sharp, toPixels } from './sharp.ts'

/**
 * Turns every frame upright, as its EXIF orientation says.
 *
 * @param orientation 1 to 8: TIFF 6.0, section 8
 */
export function orient(pixels: Pixels, orientation: number): Pixels {
  if (orientation === 1) return pixels
  const { width, height, frames, channels } = pixels
  const isAcross = orientation > 4
  const across = isAcross ? height : width
  const down = isAcross ? width : height
  const isFromRight = [2, 3, 7, 8].includes(orientation)
  const isFromBottom = [3, 4, 6, 7].includes(orientation)
  const data = Buffer.allocUnsafe(pixels.data.length)
  let to = 0
  for (let frame = 0; frame < frames; frame += 1) {
    for (let y = 0; y < down; y += 1) {
      for (let x = 0; x < across; x += 1) {
        const column = isAcross ? y : x
        const row = isAcross ? x : y
        const fromX = isFromRight ? width - 1 - column : column
        const fromY = isFromBottom ? height - 1 - row : row
        const from = ((frame * height + fromY) * width + fromX) * channels
        for (let channel = 0; channel < channels; channel += 1) data[to + channel] = pixels.data[from + channel]!
        to += channels
      }
    }
  }
  return { ...pixels, data, width: across, height: down }
}

/** Drops an alpha channel that makes nothing transparent: what is opaque can be a JPEG. */
export function dropNeedlessAlpha(pixels: Pixels): Pixels {
  return hasTransparency(pixels) ? pixels : dropLast(pixels)
}

/** Widens alpha that goes from 16 to 235: ITU-T H.273, 8.3. It is written over itself. */
export function widenAlpha(pixels: Pixels): Pixels {
  const { data, channels } = pixels
  if (channels !== 2 && channels !== 4) return pixels
  for (let at = channels - 1; at < data.length; at += channels)
    data[at] = Math.max(0, Math.min(255, Math.round(((data[at]! - 16) * 255) / 219)))
  return pixels
}

/** Drops a fourth channel, or the second of two. */
export function dropLast(pixels: Pixels): Pixels {
  if (pixels.channels !== 2 && pixels.channels !== 4) return pixels
  return pixels.channels === 2 ? withoutLast(pixels, 1) : withoutLast(pixels, 3)
}

/** Scales every frame. Where it has the size already, the very same pixels come back. */
export async function resize(pixels: Pixels, { width, height }: Size): Promise<Pixels> {
  if (pixels.width === width && pixels.height === height) return pixels
  return toPixels(scaled(fromPixels(pixels), pixels, { width, height }), pixels.frames)
}

/**
 * Scales every frame to a size, and cuts another out of it, where the focus point is, or else where the position says. The
 * frames of an animation are all cut where the first one is, or the picture would jump.
 *
 * @param frame the size of what is cut, at least that of the crop
 */
export async function resizeAndCrop(
  pixels: Pixels,
  frame: Size,
  size: Size,
  position: Position | undefined,
  focus: Focus | null,
): Promise<Pixels> {
  if (frame.width === size.width && frame.height === size.height) return resize(pixels, frame)
  const isSought = focus === null && position !== undefined && position !== 'centre'
  const from = isSought ? await resize(pixels, frame) : pixels
  const corner = isSought ? await seek(from, size, position) : cropAt(frame, size, focus ?? { x: 0.5, y: 0.5 })
  // One pipeline does both: to begin another takes as long as a thumbnail's pixels.
  return toPixels(scaled(fromPixels(from), from, frame).extract({ ...corner, ...size }), pixels.frames)
}

function scaled(input: Sharp, { width, height }: Size, to: Size): Sharp {
  return width === to.width && height === to.height ? input : input.resize(to.width, to.height, { fit: 'fill' })
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

function hasTransparency({ data, channels }: Pixels): boolean {
  if (channels !== 2 && channels !== 4) return false
  for (let at = channels - 1; at < data.length; at += channels) if (data[at]! < 254) return true // an opaque AVIF of 10 bits may say 254
  return false
}

/** Writes the pixels over themselves: a copy would be as large again, and an animation has hundreds of megabytes. */
function withoutLast(pixels: Pixels, channels: 1 | 3): Pixels {
  const { data } = pixels
  let to = 0
  for (let from = 0; from < data.length; from += channels + 1) {
    data[to] = data[from]!
    if (channels === 3) {
      data[to + 1] = data[from + 1]!
      data[to + 2] = data[from + 2]!
    }
    to += channels
  }
  return { ...pixels, data: data.subarray(0, to), channels }
}
