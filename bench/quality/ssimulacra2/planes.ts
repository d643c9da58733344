/** Pixels of 8 bits a channel in sRGB: grey or colour, with alpha or without. */
export interface Picture {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
  readonly channels: 1 | 2 | 3 | 4
}

/** Three planes of a picture, row by row. */
export interface Planes {
  readonly width: number
  readonly height: number
  readonly planes: readonly [Float32Array, Float32Array, Float32Array]
}

export function emptyPlanes(width: number, height: number): Planes {
  const plane = () => new Float32Array(width * height)
  return { width, height, planes: [plane(), plane(), plane()] }
}

/** Light as numbers from 0 to 1. @param background lies behind what is transparent: a grey from 0 to 1, as sRGB encodes it */
export function linearPlanes({ data, width, height, channels }: Picture, background: number): Planes {
  const linear = emptyPlanes(width, height)
  const colours = channels < 3 ? 1 : 3
  const hasAlpha = channels !== colours
  const table = Float32Array.from({ length: 256 }, (_, value) => toLinear(value / 255))
  for (const [index, plane] of linear.planes.entries()) {
    const first = colours === 1 ? 0 : index
    for (let at = 0, from = 0; at < plane.length; at += 1, from += channels) {
      const value = data[from + first]!
      const alpha = hasAlpha ? data[from + channels - 1]! / 255 : 1
      plane[at] = alpha === 1 ? table[value]! : toLinear((alpha * value) / 255 + (1 - alpha) * background)
    }
  }
  return linear
}

/** Makes a picture of half the width and height, in which each pixel is the mean of four; the last column and row stand for what is missing. */
export function halved({ width, height, planes }: Planes): Planes {
  const half = emptyPlanes(Math.ceil(width / 2), Math.ceil(height / 2))
  for (const [index, to] of half.planes.entries()) {
    const from = planes[index]!
    for (let y = 0, at = 0; y < half.height; y += 1) {
      const upper = 2 * y * width
      const lower = Math.min(2 * y + 1, height - 1) * width
      for (let x = 0; x < half.width; x += 1, at += 1) {
        const left = 2 * x
        const right = Math.min(left + 1, width - 1)
        to[at] = (from[upper + left]! + from[upper + right]! + from[lower + left]! + from[lower + right]!) / 4
      }
    }
  }
  return half
}

/** IEC 61966-2-1, from what is encoded to light. */
function toLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}
