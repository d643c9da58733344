import { Refused } from '../../errors.ts'
import type { Watermark } from '../../recipe.ts'
import { bytesOf } from '../data-url.ts'
import type { Size } from '../geometry.ts'
import type { Pixels } from '../sharp.ts'
import { readSvg } from '../svg/svg.ts'
import { blend, type Place } from './blend.ts'
import { MOST_PIXELS, readWatermarkImage } from './image.ts'

/**
 * Lays a watermark over a rendition's finished pixels, in every frame. What is transparent stays so where no stamp lies,
 * and gray pixels get colours where the stamp has any. The pixels that are given stay as they are; where there is nothing
 * to lay over them, the very same come back.
 *
 * @throws Error where the watermark's image cannot be decoded: never Refused, as the original is not at fault
 */
export async function stampWatermark(pixels: Pixels, watermark: Watermark | null): Promise<Pixels> {
  if (watermark === null) return pixels
  const { width, height } = pixels
  const { image, opacity, tile, smallest } = watermark
  if (Math.max(width, height) < smallest || opacity === 0) return pixels
  const stamp = await readWatermarkImage(image)
  const margin = inPixels(watermark.margin, Math.min(width, height))
  const size = stampSize(stamp.size.width / stamp.size.height, inPixels(watermark.width, width), margin, pixels)
  const place = placeOf(watermark.gravity, size, margin, pixels)
  const places = tile ? tilesAround(place, size, margin, pixels) : [place]
  return blend(pixels, await stamp.at(size.width, size.height), places, opacity)
}

/** Why an image cannot be a watermark, to be read after its name, or `null` where it can. */
export async function findWatermarkFault(dataUrl: string): Promise<string | null> {
  try {
    const image = await readWatermarkImage(dataUrl)
    const { width, height } = image.size
    if (!image.isDrawing && width * height > MOST_PIXELS)
      return `has ${width} x ${height} pixels, the limit is ${MOST_PIXELS} altogether`
    if (image.isDrawing) readSvg(bytesOf(dataUrl)!)
    await image.at(64, 64)
    return null
  } catch (error) {
    // What a drawing is refused for as an original would be wrong with every rendition here.
    if (error instanceof Refused && error.reason !== 'damaged') return `cannot be used: ${error.message}`
    return 'is damaged and cannot be decoded'
  }
}

function inPixels(length: number | string, of: number): number {
  return typeof length === 'number' ? length : Math.round((of * Number.parseFloat(length)) / 100)
}

/**
 * The size of the stamp: as wide as it was asked for, enlarged where the image has fewer pixels than that, but never so large
 * that it would not fit between the margins. These take half of the picture at most, so that wide ones do not make the stamp
 * a dot.
 */
function stampSize(aspect: number, wanted: number, margin: number, { width, height }: Size): Size {
  const room = (side: number) => Math.max(side - 2 * margin, Math.ceil(side / 2))
  const fitting = Math.min(wanted, room(width), room(height) * aspect)
  return {
    width: Math.max(1, Math.round(fitting)),
    height: Math.min(height, Math.max(1, Math.round(fitting / aspect))),
  }
}

/** Where the stamp lies. Where it would leave the picture for its margin, the margin gives way. */
function placeOf(gravity: Watermark['gravity'], stamp: Size, margin: number, { width, height }: Size): Place {
  const along = (free: number, toStart: boolean, toEnd: boolean) => {
    if (toStart) return Math.min(margin, free)
    return toEnd ? Math.max(free - margin, 0) : Math.floor(free / 2)
  }
  return {
    x: along(width - stamp.width, gravity.endsWith('west'), gravity.endsWith('east')),
    y: along(height - stamp.height, gravity.startsWith('north'), gravity.startsWith('south')),
  }
}

/** Where tiles lie, around the place of a single one: in rows and columns up to every edge, which cuts the last ones. */
function tilesAround(first: Place, tile: Size, gap: number, { width, height }: Size): Place[] {
  const starts = (start: number, step: number, end: number) => {
    const from = start % step === 0 ? 0 : (start % step) - step
    return Array.from({ length: Math.ceil((end - from) / step) }, (_, index) => from + index * step)
  }
  const columns = starts(first.x, tile.width + gap, width)
  return starts(first.y, tile.height + gap, height).flatMap((y) => columns.map((x) => ({ x, y })))
}
