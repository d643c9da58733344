import { errorsBetween } from './errors.ts'
import { halved, linearPlanes, type Picture } from './planes.ts'
import { scoreOf } from './weights.ts'
import { toXyb } from './xyb.ts'

const SCALES = 6
/** In pixels: with fewer, in either direction, there is nothing to be measured. */
const LEAST = 8

/**
 * SSIMULACRA 2.1, a measure of how well a picture was kept that agrees with what people say better than SSIM does: 100 is
 * the picture itself, from 90 on nobody sees a difference, 70 is high quality. After Jon Sneyers' tools/ssimulacra2.cc in
 * libjxl 0.11, whose scores test/bench/ssimulacra2.test.ts holds it to. It takes a second for a megapixel.
 *
 * What is transparent in the original is seen over a dark and a bright grey, of which the worse one counts.
 *
 * @throws RangeError where the sizes differ, or are below 8 pixels
 */
export function ssimulacra2(original: Picture, distorted: Picture): number {
  const { width, height, channels } = original
  if (width !== distorted.width || height !== distorted.height) throw new RangeError('the pictures differ in size')
  if (Math.min(width, height) < LEAST) throw new RangeError(`a picture needs ${LEAST} pixels in each direction`)
  const backgrounds = channels % 2 === 0 ? [0.1, 0.9] : [0.5]
  return Math.min(...backgrounds.map((background) => scoreOver(original, distorted, background)))
}

function scoreOver(original: Picture, distorted: Picture, background: number): number {
  let [a, b] = [linearPlanes(original, background), linearPlanes(distorted, background)]
  const errors: number[][][] = [[], [], []]
  for (let scale = 0; scale < SCALES && Math.min(a.width, a.height) >= LEAST; scale += 1) {
    // The reference asks for the size before it halves, so the last scale may be smaller.
    if (scale > 0) [a, b] = [halved(a), halved(b)]
    for (const [plane, found] of errorsBetween(toXyb(a), toXyb(b)).entries()) errors[plane]!.push(found)
  }
  return scoreOf(errors.flat())
}
