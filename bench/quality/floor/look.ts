import type { Pixels } from '../../../src/image/sharp.ts'

/** What a look at finished pixels tells: of 1,000 pixels, how many differ from their left neighbour by 0, 2, 8 and 32 at most. */
type Shares = readonly number[]

export interface Look {
  /** At full size, at a half and at a quarter of it. */
  readonly scales: readonly Shares[]
  /** The mean of all values. */
  readonly brightness: number
}

const BOUNDS = [0, 2, 8, 32] as const
const SCALES = 3

/** Looks at all pixels, in whole numbers, so that every machine finds the same. */
export function lookAt(pixels: Pixels): Look {
  let sum = 0
  for (const value of pixels.data) sum += value
  const scales: Shares[] = []
  for (let at = pixels; scales.length < SCALES; at = halved(at)) scales.push(sharesOf(at))
  return { scales, brightness: Math.round(sum / pixels.data.length) }
}

function sharesOf({ data, width, height, channels }: Pixels): Shares {
  const counts = BOUNDS.map(() => 0)
  for (let row = 0; row < height; row += 1) {
    const end = (row + 1) * width * channels
    for (let at = row * width * channels + channels; at < end; at += channels) {
      let most = 0
      for (let channel = at; channel < at + channels; channel += 1) {
        most = Math.max(most, Math.abs(data[channel]! - data[channel - channels]!))
      }
      for (const [index, bound] of BOUNDS.entries()) if (most <= bound) counts[index]! += 1
    }
  }
  return counts.map((count) => Math.round((1000 * count) / ((width - 1) * height)))
}

/** Makes each pixel of four; an odd column or row is left out. */
function halved({ data, width, height, frames, channels }: Pixels): Pixels {
  const half = { width: width >> 1, height: height >> 1, frames, channels }
  const to = Buffer.allocUnsafe(half.width * half.height * channels)
  const below = width * channels
  for (let y = 0, at = 0; y < half.height; y += 1) {
    for (let x = 0; x < half.width * channels; x += 1, at += 1) {
      const from = 2 * y * below + 2 * Math.floor(x / channels) * channels + (x % channels)
      to[at] = (data[from]! + data[from + channels]! + data[from + below]! + data[from + below + channels]!) >> 2
    }
  }
  return { ...half, data: to }
}
