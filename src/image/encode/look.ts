import type { Pixels } from '../sharp.ts'

/** The most that two neighbours may differ in a value and still be two shades of the same. */
const NEAR = 4
/** About how many rows are looked at, spread over the picture. */
const ROWS = 128

/**
 * Takes a cheap look at finished pixels: whether it is made of flat areas and hard edges, as graphics are, in which more pixels are
 * equal to their left neighbour than are nearly so. In photos, even in such with a blank sky, it is the other way round, for light and
 * sensors make no two pixels alike: measured, 26 to 127 of 1,000 against 394 to 712; in graphics 323 to 974 against 0 to 336.
 */
export function isFlat({ data, width, height, frames, channels }: Pixels): boolean {
  const rows = height * frames
  const step = Math.ceil(rows / ROWS)
  // Every picture is looked at, and a loop over the channels takes twice the time: where there are fewer than four, one is
  // compared again.
  const [second, third, fourth] = [channels > 1 ? 1 : 0, channels > 2 ? 2 : 0, channels > 3 ? 3 : 0]
  let equal = 0
  let near = 0
  for (let row = 0; row < rows; row += step) {
    const end = (row + 1) * width * channels
    for (let at = row * width * channels + channels; at < end; at += channels) {
      const left = at - channels
      const a = data[at]! - data[left]!
      const b = data[at + second]! - data[left + second]!
      const c = data[at + third]! - data[left + third]!
      const d = data[at + fourth]! - data[left + fourth]!
      if ((a | b | c | d) === 0) equal += 1
      else if (isNear(a) && isNear(b) && isNear(c) && isNear(d)) near += 1
    }
  }
  return equal > near
}

function isNear(off: number): boolean {
  return off <= NEAR && off >= -NEAR
}
