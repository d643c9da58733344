import type { Pixels } from '../sharp.ts'

/** About how many rows are looked at, spread over the picture. */
const ROWS = 128
/** The most that two neighbours may differ in a value and still be two shades of the same; from `HARD` on they are an edge. */
const NEAR = 4
const HARD = 25
/** An even area has so many neighbours in a row that differ by no more than 1. */
const EVEN = 2
/** An edge between two of these is no wider than so many pixels, and at least so hard: resizing makes it two to four wide. */
const WIDEST = 12
const HARDEST = 48
/** One edge for so many pixels. Measured: photos with flat areas have one for 500 and more, charts and menus one for 40 to 210. */
const PIXELS_PER_EDGE = 256

/**
 * Takes a cheap look at finished pixels: whether it is made of flat areas and hard edges, as graphics are, in which more pixels are
 * equal to their left neighbour than are nearly so. In photos, even in such with a blank sky, it is the other way round, for light and
 * sensors make no two pixels alike: measured, 26 to 127 of 1,000 against 394 to 712; in graphics 323 to 974 against 0 to 336. In a
 * thumbnail of one with very many lines the nearly equal ones are more, too; there the equal and the hard ones together are over half.
 */
export function isDrawn({ data, width, height, frames, channels }: Pixels): boolean {
  const rows = height * frames
  const step = Math.ceil(rows / ROWS)
  // Every picture is looked at, and a loop over the channels takes twice the time: where there are fewer than four, one is
  // compared again.
  const [second, third, fourth] = [channels > 1 ? 1 : 0, channels > 2 ? 2 : 0, channels > 3 ? 3 : 0]
  let [all, equal, near, hard] = [0, 0, 0, 0]
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
      else if (isHard(a) || isHard(b) || isHard(c) || isHard(d)) hard += 1
    }
    all += width - 1
  }
  return equal > near || (equal * 8 >= all && (equal + hard) * 2 > all)
}

/**
 * Whether it has many hard edges between even areas, as letters and lines have: whatever else is in it, somebody drew these. A photo
 * that was cut out and put on white has none but its outline.
 */
export function hasLines({ data, width, height, frames, channels }: Pixels): boolean {
  const rows = height * frames
  const step = Math.ceil(rows / ROWS)
  let [all, edges] = [0, 0]
  for (let row = 0; row < rows; row += step) {
    const end = (row + 1) * width * channels
    let even = 0
    let from = -1 // the last pixel of an even area, while an edge may follow it
    let off = 0
    for (let at = row * width * channels + channels; at < end; at += channels) {
      if (mostOff(at, at - channels) <= 1) even += 1
      else {
        if (even >= EVEN) [from, off] = [at - channels, 0]
        even = 0
      }
      if (from < 0) continue
      off = Math.max(off, mostOff(at, from))
      if (even === EVEN && off >= HARDEST) edges += 1
      if (even === EVEN || at - from >= WIDEST * channels) from = -1
    }
    all += width - 1
  }
  return edges * PIXELS_PER_EDGE > all

  function mostOff(some: number, other: number): number {
    let most = 0
    for (let channel = 0; channel < channels; channel += 1) {
      most = Math.max(most, Math.abs(data[some + channel]! - data[other + channel]!))
    }
    return most
  }
}

function isNear(off: number): boolean {
  return off <= NEAR && off >= -NEAR
}

function isHard(off: number): boolean {
  return off >= HARD || off <= -HARD
}
