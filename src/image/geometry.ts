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

/**
 * The size of the part of a picture that is shown in a box: the whole picture inside it, or the largest crop of its aspect
 * ratio up to its size.
 */
export function outputSize(box: Box, picture: Size): Size {
  const frame = sizeAt(scaleFor(box, picture), picture)
  if (box.fit !== 'cover') return frame
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

/** A point that a crop keeps in sight, as shares of the picture's width and height from its top left corner, 0 to 1. */
export interface Focus {
  readonly x: number
  readonly y: number
}

const FOCUS = /^ *(\d+(?:\.\d+)?|\.\d+) *, *(\d+(?:\.\d+)?|\.\d+) *$/

/**
 * Reads a focus point as an uploader writes it, such as `0.3,0.7`: two decimal numbers from 0 to 1, a comma between
 * them, spaces around either as one likes. Anything else is `null`, as if it were not there: what one picture's
 * metadata says wrong must not keep it from being shown.
 */
export function parseFocus(text: string | undefined): Focus | null {
  const [, x, y] = (text === undefined ? null : FOCUS.exec(text)) ?? []
  const focus = { x: Number(x), y: Number(y) }
  return focus.x <= 1 && focus.y <= 1 ? focus : null
}

/**
 * Where to cut a size out of a frame so that the middle of the crop is as near to the focus as the frame's borders
 * allow, in whole pixels; of two places that are equally near, the one further right, or further down.
 *
 * @param frame the whole picture, as it is scaled, in pixels
 * @param size at most the frame
 */
export function cropAt(frame: Size, size: Size, focus: Focus): { left: number; top: number } {
  return {
    left: startOf(frame.width, size.width, focus.x),
    top: startOf(frame.height, size.height, focus.y),
  }
}

function startOf(frame: number, size: number, focus: number): number {
  return Math.max(0, Math.min(frame - size, Math.round(frame * focus - size / 2)))
}
