import { Refused } from '../errors.ts'
import type { Box, Limits } from '../recipe.ts'
import { scaleFor, type Size, sizeAt } from './geometry.ts'
import { type Pixels, sharp, toPixels, whileDrawing } from './sharp.ts'
import { readSvg } from './svg/svg.ts'
import { throwVerdict } from './tolerant-decode.ts'

/**
 * In pixels, the longer side: what a drawing is drawn at where a box leaves a side open or asks for more. libvips draws
 * the whole of it once for every square of 2,000 pixels: with 4,096, filters would take twice the time.
 */
const LARGEST = 4000

/** An SVG that can be drawn at any size. */
export interface Svg {
  /**
   * In pixels, as large as the largest box asks for: a drawing has no pixels of its own that would have to be enlarged,
   * so it fills every box.
   */
  readonly size: Size
  /** The size that it has of itself, in whole pixels. */
  readonly natural: Size
  /** Draws it at a scale of that size, with alpha. @throws Refused */
  draw(scale: number): Promise<Pixels>
}

/**
 * Reads an SVG's size. librsvg loads nothing that lies outside of the text when it is given a buffer, runs no script, and
 * bounds the depth and the number of elements; but not the time and the memory, of which a few lines of filters can take
 * all there is.
 *
 * @throws Refused when it cannot be drawn or has no size
 */
export async function openSvg(bytes: Uint8Array, limits: Pick<Limits, 'pixels'>, boxes: readonly Box[]): Promise<Svg> {
  const file = readSvg(bytes)
  const intrinsic = await sizeIn(file.text)
  const size = sizeFor(intrinsic, limits, boxes)
  return {
    size,
    natural: sizeAt(1, intrinsic),
    draw(scale) {
      const { width, height } = sizeAt(scale, size)
      const input = sharp(file.at(intrinsic, { width, height }), { limitInputPixels: false }).resize(width, height, {
        fit: 'fill',
      })
      return whileDrawing(() => toPixels(input.toColourspace('srgb').ensureAlpha(), 1)).catch(throwVerdict)
    },
  }
}

async function sizeIn(svg: Buffer): Promise<Size> {
  const size = await whileDrawing(() => fineSize(svg).catch(() => coarseSize(svg))).catch(throwVerdict)
  if (size.width > 0 && size.height > 0) return size
  throw new Refused('damaged', 'the drawing has no size')
}

/** Reads it in hundredths of a pixel: a drawing of 24 mm is 68.03 pixels wide. */
async function fineSize(svg: Buffer): Promise<Size> {
  const { width, height } = await sharp(svg, { density: 7200, limitInputPixels: false }).metadata()
  return { width: width / 100, height: height / 100 }
}

/** Reads it in pixels, since libvips refuses what would be too large in hundredths. */
async function coarseSize(svg: Buffer): Promise<Size> {
  const { width, height } = await sharp(svg, { limitInputPixels: false }).metadata()
  return { width, height }
}

/** The size to draw it at: never smaller than a box wants it, nor larger than what may be decoded. */
function sizeFor(intrinsic: Size, limits: Pick<Limits, 'pixels'>, boxes: readonly Box[]): Size {
  const { width, height } = intrinsic
  const enlarged = 65_536 / Math.max(width, height) // so large that nothing is wanted at more than its own size
  const large = { width: width * enlarged, height: height * enlarged }
  const wanted = Math.max(...boxes.map((box) => scaleFor(box, large))) * enlarged
  const most = Math.min(LARGEST / Math.max(width, height), Math.sqrt(limits.pixels / (width * height)))
  return sizeAt(Math.min(wanted, most), intrinsic)
}
