import { errorsAgainst } from './errors.ts'
import { halved, linearPlanes, type Picture, type Planes } from './planes.ts'
import { scoreOf } from './weights.ts'
import { toXyb } from './xyb.ts'

const SCALES = 6
/** In pixels: with fewer, in either direction, there is nothing to be measured. */
const LEAST = 8

/**
 * SSIMULACRA 2.1, a measure of how well a picture was kept that agrees with what people say better than SSIM does: 100 is
 * the picture itself, from 90 on nobody sees a difference, 70 is high quality. After Jon Sneyers' tools/ssimulacra2.cc in
 * libjxl 0.11, whose scores test/bench/ssimulacra2.test.ts holds it to. It takes a second for a megapixel, of which nearly
 * half is the original's part: that is done once, so whoever has several pictures of one original keeps what this returns.
 *
 * What is transparent in the original is seen over a dark and a bright grey, of which the worse one counts.
 *
 * @returns what scores a picture
 * @throws RangeError where the sizes differ, or are below 8 pixels
 */
export function ssimulacra2Against(original: Picture): (distorted: Picture) => number {
  const { width, height, channels } = original
  if (Math.min(width, height) < LEAST) throw new RangeError(`a picture needs ${LEAST} pixels in each direction`)
  const backgrounds = channels % 2 === 0 ? [0.1, 0.9] : [0.5]
  const scorers = backgrounds.map((background) => scorerOver(original, background))
  return (distorted) => {
    if (width !== distorted.width || height !== distorted.height) throw new RangeError('the pictures differ in size')
    return Math.min(...scorers.map((score) => score(distorted)))
  }
}

function scorerOver(original: Picture, background: number): (distorted: Picture) => number {
  const measures = scalesOf(original, background).map((scale) => errorsAgainst(toXyb(scale)))
  return (distorted) => {
    const errors: number[][][] = [[], [], []]
    for (const [index, scale] of scalesOf(distorted, background).entries()) {
      for (const [plane, found] of measures[index]!(toXyb(scale)).entries()) errors[plane]!.push(found)
    }
    return scoreOf(errors.flat())
  }
}

/** A picture over a background, in its own size and in halves of it. */
function scalesOf(picture: Picture, background: number): Planes[] {
  let scale = linearPlanes(picture, background)
  const scales = [scale]
  // The reference asks for the size before it halves, so the last scale may be smaller.
  while (scales.length < SCALES && Math.min(scale.width, scale.height) >= LEAST) {
    scale = halved(scale)
    scales.push(scale)
  }
  return scales
}
