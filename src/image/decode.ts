import { Refused } from '../errors.ts'
import type { Header } from './header.ts'
import { sizeAt } from './plan.ts'
import { fromPixels, type Pixels, sharp, toPixels } from './sharp.ts'

/**
 * Decodes a whole picture at a scale, upright and in sRGB. Alpha is there only where something is transparent.
 *
 * @param scale of width and height, at most 1
 * @throws Refused when the picture is damaged
 */
export async function decode(bytes: Uint8Array, header: Header, scale: number): Promise<Pixels> {
  const isAnimated = header.frames > 1
  const { width, height } = sizeAt(scale, header.size)
  // Oriented apart from the resize where there are frames: Sharp refuses to turn several at once.
  const input = sharp(bytes, {
    limitInputPixels: false, // the header was held to the limits already
    failOn: 'error', // a truncated picture is damaged; a camera's harmless irregularities are not
    autoOrient: !isAnimated,
    ...(isAnimated && { pages: -1 }),
  })
  const pixels = await toPixels(
    input.resize(width, height, { fit: 'fill' }).toColourspace('srgb'),
    header.frames,
  ).catch(() => {
    throw new Refused('damaged')
  })
  return hasTransparency(pixels) ? pixels : withoutAlpha(pixels)
}

function hasTransparency({ data, channels }: Pixels): boolean {
  if (channels !== 2 && channels !== 4) return false
  for (let at = channels - 1; at < data.length; at += channels) if (data[at] !== 255) return true
  return false
}

function withoutAlpha(pixels: Pixels): Pixels | Promise<Pixels> {
  if (pixels.channels !== 2 && pixels.channels !== 4) return pixels
  return toPixels(fromPixels(pixels).removeAlpha(), pixels.frames)
}
