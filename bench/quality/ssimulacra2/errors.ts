import { blurOf } from './blur.ts'
import type { Planes } from './planes.ts'

/** Keeps the quotient from being decided by what nobody sees, where there is no contrast. */
const C2 = Math.fround(0.0009)
/** As the blur's, the roundings to 32 bits are those of the reference. */
const round = Math.fround

/** A plane of a picture with its local means and mean squares. */
interface Blurred {
  readonly plane: Float32Array
  readonly mean: Float32Array
  readonly square: Float32Array
}

/**
 * Measures pictures against one scale of an original: three errors of each of the three planes (lost structure, edges that
 * were not there, edges that are gone), each as the mean and as the 4-norm over the pixels, in the order of the weights.
 */
export function errorsAgainst({ width, height, planes }: Planes): (distorted: Planes) => number[][] {
  const blur = blurOf(width, height)
  const blurred = (plane: Float32Array) => ({ plane, mean: blur(plane), square: blur(product(plane, plane)) })
  const known = planes.map(blurred)
  return (distorted) =>
    known.map((original, index) => {
      const other = distorted.planes[index]!
      return errorsOf(original, blurred(other), blur(product(original.plane, other)))
    })
}

function errorsOf(a: Blurred, b: Blurred, both: Float32Array): number[] {
  const pixels = both.length
  const means = [0, 0, 0]
  const powers = [0, 0, 0]
  for (let at = 0; at < pixels; at += 1) {
    const [m1, m2] = [a.mean[at]!, b.mean[at]!]
    const difference = round(m1 - m2)
    const likeness = round(1 - round(difference * difference))
    const covariance = round(2 * round(both[at]! - round(m1 * m2)) + C2)
    const variances = round(round(round(a.square[at]! - round(m1 * m1)) + round(b.square[at]! - round(m2 * m2))) + C2)
    const lost = Math.max(0, 1 - round(round(likeness * covariance) / variances))
    const edge = (1 + Math.abs(round(b.plane[at]! - m2))) / (1 + Math.abs(round(a.plane[at]! - m1))) - 1
    const ringing = Math.max(0, edge)
    const blurring = Math.max(0, -edge)
    means[0]! += lost
    means[1]! += ringing
    means[2]! += blurring
    powers[0]! += lost ** 4
    powers[1]! += ringing ** 4
    powers[2]! += blurring ** 4
  }
  return [...means.map((sum) => sum / pixels), ...powers.map((sum) => (sum / pixels) ** 0.25)]
}

function product(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, at) => value * b[at]!)
}
