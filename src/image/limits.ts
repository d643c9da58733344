import type { Metadata } from 'sharp'
import { Refused } from '../errors.ts'
import type { Box, Limits } from '../recipe.ts'
import { baseScale, type Size, sizeAt } from './geometry.ts'

/**
 * Holds the limit of pixels by what a header says. libheif decodes a picture in one piece and keeps it several times over:
 * measured at 18 bytes a pixel, and 24 where there are more than 8 bits, against 9 at most elsewhere. So that no kind takes
 * more memory than the others may, each of its pixels counts for more.
 *
 * @throws Refused
 */
export function holdPixels({ format, depth }: Metadata, { width, height }: Size, limits: Limits): void {
  const weight = format === 'heif' ? (depth === 'uchar' ? 2 : 2.5) : 1
  const most = Math.floor(limits.pixels / weight)
  if (width * height <= most) return
  const kind = format === 'heif' ? ' for AVIF' : ''
  throw new Refused(
    'too-many-pixels',
    `the picture has ${width} x ${height} pixels, the limit is ${most} altogether${kind}`,
  )
}

interface Undecoded {
  readonly size: Size
  readonly colour: { readonly isDeep: boolean; readonly isFloat: boolean }
  readonly tiff: { readonly hasSpare: boolean } | null
}

/**
 * Holds the limit of pixels for what is decoded at a scale. A strip is scaled down by its short side, so that all of its
 * pixels may be wanted at once: measured at 9 bytes for each, and 16 where a value has more than 8 bits.
 *
 * @throws Refused
 */
export function holdDecoded({ size, colour, tiff }: Undecoded, scale: number, limits: Limits): void {
  const { width, height } = sizeAt(tiff?.hasSpare ? 1 : scale, size)
  const most = Math.floor(limits.pixels / (colour.isDeep || colour.isFloat ? 2 : 1))
  if (width * height <= most) return
  throw new Refused('too-many-pixels', `${width} x ${height} pixels would have to be decoded, the limit is ${most}`)
}

/** The bytes of memory that decoded frames may take for each of `animationPixels`: 400 MB for all, with the default. */
const MEMORY = 4

/**
 * Whether a picture is treated as an animation. The pages of a TIFF or the pictures of an AVIF file are no frames, and of an
 * animation that would take too much only the first frame is shown. At the bounds a process with four sizes was measured at 950 MB
 * (`npm run bench:memory`): what is decoded, and what is written, which WebP has several times.
 */
export function isAnimation(metadata: Metadata, size: Size, limits: Limits, boxes: readonly Box[]): boolean {
  const { format, pages = 1 } = metadata
  if (pages === 1 || (format !== 'gif' && format !== 'webp')) return false
  if (pages > limits.frames || size.width * size.height * pages > limits.animationPixels) return false
  const { width, height } = sizeAt(boxes.length === 0 ? 1 : baseScale(boxes, size), size)
  return width * height * pages * frameBytes(metadata) <= MEMORY * limits.animationPixels
}

/**
 * The memory that a decoded pixel of a frame takes, in bytes. libvips decodes all frames of a WebP before it gives any; of a
 * GIF, smaller sizes are made while a frame is there.
 */
function frameBytes({ format, hasAlpha }: Metadata): number {
  if (format === 'gif') return 5
  return hasAlpha ? 8 : 6
}
