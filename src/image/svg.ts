import { Refused } from '../errors.ts'
import { scaleFor, type Size, sizeAt } from './plan.ts'
import type { Box, Limits } from './recipe.ts'
import type { Pixels } from './sharp.ts'
import { startSvgProcess } from './svg-process.ts'
import { scaleSvg, withSize } from './svg-scale.ts'
import { readSvgText } from './svg-text.ts'

/**
 * In pixels, the longer side: what a drawing is drawn at where a box leaves a side open or asks for more. libvips draws
 * the whole of it once for every square of 2,000 pixels: with 4,096, filters would take twice the time.
 */
const LARGEST = 4000

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
 * Reads an SVG's size.
 *
 * @throws Refused when it cannot be drawn, has no size, or takes too long
 */
export async function openSvg(bytes: Uint8Array, limits: Pick<Limits, 'pixels'>, boxes: readonly Box[]): Promise<Svg> {
  const svg = withSize(readSvgText(bytes))
  const first = startSvgProcess()
  const answer = await first.ask({ ask: 'size', svg: Buffer.from(svg) })
  const intrinsic = sizeIn(answer)
  const size = sizeFor(intrinsic, limits, boxes)

  async function draw(scale: number): Promise<Pixels> {
    const process = first.isAlive() ? first : startSvgProcess()
    try {
      const { width, height } = sizeAt(scale, size)
      const scaled = Buffer.from(scaleSvg(svg, intrinsic, { width, height }))
      const answer = await process.ask({ ask: 'pixels', svg: scaled, width, height })
      if (!('pixels' in answer)) throw new Refused('damaged')
      const { buffer, byteOffset, length } = answer.pixels
      return { data: Buffer.from(buffer, byteOffset, length), width, height, channels: 4, frames: 1 }
    } finally {
      process.end()
    }
  }

  return { size, natural: sizeAt(1, intrinsic), draw }
}

function sizeIn(answer: object): Size {
  if ('width' in answer && 'height' in answer) {
    const [width, height] = [Number(answer.width), Number(answer.height)]
    if (width > 0 && height > 0) return { width, height }
  }
  throw new Refused('damaged', 'the drawing has no size')
}

/** Never smaller than a box wants it, nor larger than what may be decoded. */
function sizeFor(intrinsic: Size, limits: Pick<Limits, 'pixels'>, boxes: readonly Box[]): Size {
  const { width, height } = intrinsic
  const enlarged = 65_536 / Math.max(width, height) // so large that nothing is wanted at more than its own size
  const large = { width: width * enlarged, height: height * enlarged }
  const wanted = Math.max(...boxes.map((box) => scaleFor(box, large))) * enlarged
  const most = Math.min(LARGEST / Math.max(width, height), Math.sqrt(limits.pixels / (width * height)))
  return sizeAt(Math.min(wanted, most), intrinsic)
}
