import { setImmediate } from 'node:timers/promises'
import type { Pixels } from '../sharp.ts'

/** Where the upper left corner of a stamp comes to lie in a frame; parts of it may lie outside. */
export interface Place {
  readonly x: number
  readonly y: number
}

/** After so many pixels other work gets its turn, for a large animation takes long. */
const PIXELS_AT_ONCE = 2 ** 20

/**
 * Lays a stamp over a picture, at each of the places in each of its frames: Porter and Duff's `over`
 * (https://www.w3.org/TR/compositing-1/#porterduffcompositingoperators_srcover), on the sRGB values as browsers do it.
 * A pixel that no stamp lies on keeps its value.
 *
 * @param stamp the watermark's image at its size in the picture, in four channels
 * @param opacity 0 to 1
 */
export async function blend(
  picture: Pixels,
  stamp: Pixels,
  places: readonly Place[],
  opacity: number,
): Promise<Pixels> {
  const { width, height, frames } = picture
  const result =
    picture.channels < 3 && isColoured(stamp) ? inColour(picture) : { ...picture, data: Buffer.from(picture.data) }
  let blended = 0
  for (let frame = 0; frame < frames; frame += 1) {
    for (const { x, y } of places) {
      const left = Math.max(0, x)
      const count = Math.min(width, x + stamp.width) - left
      for (let row = Math.max(0, y); row < Math.min(height, y + stamp.height); row += 1) {
        blendRow(
          result,
          (frame * height + row) * width + left,
          stamp,
          (row - y) * stamp.width + left - x,
          count,
          opacity,
        )
        blended += count
      }
      if (blended < PIXELS_AT_ONCE) continue
      blended = 0
      await setImmediate()
    }
  }
  return result
}

/** @param at the first pixel's number in the picture, as `from` is in the stamp */
function blendRow(picture: Pixels, at: number, stamp: Pixels, from: number, count: number, opacity: number): void {
  const { data, channels } = picture
  const colours = channels < 3 ? 1 : 3
  const hasAlpha = channels > colours
  const end = (at + count) * channels
  for (let to = at * channels, of = from * 4; to < end; to += channels, of += 4) {
    const above = (stamp.data[of + 3]! * opacity) / 255
    if (above === 0) continue
    const below = hasAlpha ? data[to + colours]! / 255 : 1
    const both = above + below * (1 - above)
    for (let colour = 0; colour < colours; colour += 1) {
      const value = data[to + colour]!
      data[to + colour] = Math.round(value + ((stamp.data[of + colour]! - value) * above) / both)
    }
    if (hasAlpha) data[to + colours] = Math.round(both * 255)
  }
}

function isColoured({ data }: Pixels): boolean {
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] !== 0 && (data[at] !== data[at + 1] || data[at] !== data[at + 2])) return true
  }
  return false
}

/** A gray picture in three colours, with or without alpha. */
function inColour(picture: Pixels): Pixels {
  const channels = picture.channels === 1 ? 3 : 4
  const data = Buffer.alloc((picture.data.length / picture.channels) * channels)
  for (let from = 0, to = 0; to < data.length; from += picture.channels, to += channels) {
    data.fill(picture.data[from]!, to, to + 3)
    if (channels === 4) data[to + 3] = picture.data[from + 1]!
  }
  return { ...picture, data, channels }
}
