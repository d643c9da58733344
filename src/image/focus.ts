import type { Size } from './geometry.ts'

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
