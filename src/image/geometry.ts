import type { Box } from '../recipe.ts'

export interface Size {
  readonly width: number
  readonly height: number
}

/**
 * How much a whole picture is scaled for a box: 1 at most, for nothing is enlarged. A covering box keeps its aspect
 * ratio where the picture is too small for it, so it wants all the pixels there are.
 */
export function scaleFor(box: Box, picture: Size): number {
  const horizontal = box.width / picture.width
  const vertical = box.height / picture.height
  return Math.min(1, box.fit === 'cover' ? Math.max(horizontal, vertical) : Math.min(horizontal, vertical))
}

/** The whole picture at a scale, in whole pixels, at least one. */
export function sizeAt(scale: number, picture: Size): Size {
  return {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  }
}

/** What comes out for a box: the whole picture inside it, or the largest crop of its aspect ratio that covers it or is all there is. */
export function outputSize(box: Box, picture: Size): Size {
  const frame = sizeAt(scaleFor(box, picture), picture)
  if (box.fit === 'inside') return frame
  const shrink = Math.min(1, frame.width / box.width, frame.height / box.height)
  return {
    width: Math.max(1, Math.min(frame.width, Math.round(box.width * shrink))),
    height: Math.max(1, Math.min(frame.height, Math.round(box.height * shrink))),
  }
}

/** The scale to decode at: the smallest from which every box can be made without enlarging. */
export function baseScale(boxes: readonly Box[], picture: Size): number {
  return Math.max(...boxes.map((box) => scaleFor(box, picture)))
}

/**
 * Which other box's finished pixels a box is resized from, or `null` for the decoded ones. It is the smallest that
 * still has twice the pixels in each direction: a second resampling from there cannot be seen, and the smaller the
 * parent, the cheaper. Only the boxes and the picture decide, never what happens to be wanted: the same bytes always.
 */
export function parentOf(box: Box, boxes: readonly Box[], picture: Size): Box | null {
  const wanted = 2 * scaleFor(box, picture)
  const parents = boxes
    .filter((other) => other.fit === 'inside' && scaleFor(other, picture) >= wanted)
    .toSorted((a, b) => scaleFor(a, picture) - scaleFor(b, picture))
  return parents[0] ?? null
}
