import { decode } from './decode.ts'
import { encode } from './encode.ts'
import { readHeader } from './header.ts'
import { baseScale, outputSize, parentOf, scaleFor, type Size, sizeAt } from './plan.ts'
import type { Box, Encoding, Limits, Rendered } from './recipe.ts'
import { fromPixels, type Pixels, toPixels } from './sharp.ts'

/** An original, decoded once, from which any of its renditions can be made. */
export interface Picture {
  /**
   * Makes one rendition. Which others are made, before or after, does not change a byte of it.
   *
   * @param box one of those that the picture was opened with
   */
  render(box: Box, encoding: Encoding): Promise<Rendered>
}

export type OpenPicture = (bytes: Uint8Array, limits: Limits, boxes: readonly Box[]) => Promise<Picture>

/**
 * Decodes an original at the smallest scale from which every box can be made.
 *
 * @param bytes the whole file
 * @param boxes all that the configuration names, so that the scale does not depend on what is wanted now
 * @throws Refused when it is damaged or exceeds the limits
 */
export const openPicture: OpenPicture = async (bytes, limits, boxes) => {
  const header = await readHeader(bytes, limits)
  const base = await decode(bytes, header, baseScale(boxes, header.size))
  const made = new Map<string, Promise<Pixels>>()

  function pixelsFor(box: Box): Promise<Pixels> {
    const name = `${box.fit} ${box.width} ${box.height}`
    const pixels = made.get(name) ?? resize(box)
    made.set(name, pixels)
    return pixels
  }

  async function resize(box: Box): Promise<Pixels> {
    const parent = parentOf(box, boxes, header.size)
    const from = parent === null ? base : await pixelsFor(parent)
    const frame = sizeAt(scaleFor(box, header.size), header.size)
    const size = outputSize(box, header.size)
    if (from.width === size.width && from.height === size.height) return from
    const pipeline = fromPixels(from).resize(frame.width, frame.height, { fit: 'fill' })
    // Scaled by the original's own size and then cut in the middle: scaling what is rounded already would move the picture.
    if (box.fit === 'cover') pipeline.extract({ ...middle(frame, size), ...size })
    return toPixels(pipeline, from.frames)
  }

  return {
    render: async (box, encoding) => encode(await pixelsFor(box), encoding, header),
  }
}

function middle(frame: Size, size: Size): { left: number; top: number } {
  return {
    left: Math.floor((frame.width - size.width + 1) / 2),
    top: Math.floor((frame.height - size.height + 1) / 2),
  }
}
