import type { Pixels } from '../sharp.ts'

/** The most that a pixel differs, in one value, from those left of it and above it where it passes softly into them. */
const SOFT = 2

/** The colours of a picture, and how many of its pixels have each. */
export interface Histogram {
  /** Red, green, blue and alpha of each colour, one after the other, in the order in which they are first met. */
  readonly colours: Uint8Array
  readonly counts: Uint32Array
  /** How many of the pixels of each colour pass softly into others: there a step would be seen that was none. */
  readonly soft: Uint32Array
  /** Gives each pixel the number that stands for its colour. @param numbers one for each colour */
  mapped(numbers: Uint8Array | Uint16Array): Uint8Array | Uint16Array
}

/**
 * Counts the colours of a picture. Whatever is wholly clear counts as one colour: nobody sees which.
 *
 * @param most how many colours there may be, a power of two
 * @returns `null` where there are more
 */
export function histogramOf(pixels: Pixels, most: number): Histogram | null {
  const keys = new Uint32Array(most)
  const counts = new Uint32Array(most)
  const soft = new Uint32Array(most)
  const table = new Int32Array(most * 2).fill(-1) // open addressing: it is half empty at worst
  const count = pixels.data.length / pixels.channels
  let found = 0

  /** Where in the table a key is, or would be. */
  function slotOf(key: number): number {
    let slot = hash(key) & (table.length - 1)
    while (table[slot] !== -1 && keys[table[slot]!] !== key) slot = (slot + 1) & (table.length - 1)
    return slot
  }

  for (let pixel = 0, last = -1, number = -1; pixel < count; pixel += 1) {
    const key = keyAt(pixels, pixel)
    if (key !== last) {
      const slot = slotOf(key)
      if (table[slot] === -1) {
        if (found === most) return null
        keys[found] = key
        table[slot] = found
        found += 1
      }
      last = key
      number = table[slot]!
    }
    counts[number]! += 1
    if (isSoft(pixels, pixel)) soft[number]! += 1
  }

  const colours = Buffer.alloc(found * 4)
  for (let number = 0; number < found; number += 1) colours.writeUInt32BE(keys[number]!, number * 4)
  return {
    colours,
    counts: counts.subarray(0, found),
    soft: soft.subarray(0, found),
    mapped(numbers) {
      const indices = numbers instanceof Uint8Array ? new Uint8Array(count) : new Uint16Array(count)
      for (let pixel = 0, last = -1, number = 0; pixel < count; pixel += 1) {
        const key = keyAt(pixels, pixel)
        if (key !== last) number = numbers[table[slotOf(key)]!]!
        last = key
        indices[pixel] = number
      }
      return indices
    },
  }
}

/** The four values of a pixel as one number. */
function keyAt({ data, channels }: Pixels, pixel: number): number {
  const at = pixel * channels
  const alpha = channels % 2 === 0 ? data[at + channels - 1]! : 255
  if (alpha === 0) return 0
  const red = data[at]!
  const green = channels < 3 ? red : data[at + 1]!
  const blue = channels < 3 ? red : data[at + 2]!
  return ((red << 24) | (green << 16) | (blue << 8) | alpha) >>> 0
}

/** Whether a pixel is near to those left of it and above it, and not the same as both. */
function isSoft({ data, width, channels }: Pixels, pixel: number): boolean {
  const at = pixel * channels
  const left = pixel % width === 0 ? 0 : channels
  const above = pixel < width ? 0 : width * channels
  let most = 0
  for (let channel = at; channel < at + channels; channel += 1) {
    const value = data[channel]!
    most = Math.max(most, Math.abs(value - data[channel - left]!), Math.abs(value - data[channel - above]!))
  }
  return most > 0 && most <= SOFT
}

/** Spreads keys that differ in a few bits: https://probablydance.com/2018/06/16/fibonacci-hashing */
function hash(key: number): number {
  const product = Math.imul(key, 0x9e3779b1)
  return product ^ (product >>> 15)
}
