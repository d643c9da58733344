import { emptyPlanes, type Planes } from './planes.ts'

const round = Math.fround
/** How much of red, green and blue light the long, middle and short cones take up (libjxl, lib/jxl/cms/opsin_params.h). */
const LONG = cone(0.3, 0.078)
const MIDDLE = cone(0.23, 0.078)
const SHORT = cone(0.24342268924547819, 1 - 0.24342268924547819 - 0.20476744424496821)
/** What cones answer in the dark. */
const BIAS = round(0.0037930732552754493)
const DARK = round(Math.cbrt(BIAS))
/** What moves and stretches the colours to where they lie between 0 and 1. */
const [X0, Y0, B0] = [round(0.42), round(0.01), round(0.55)]

/**
 * Turns light into the colours of JPEG XL as SSIMULACRA 2 wants them: X (red against green), Y (brightness) and B − Y (blue
 * against yellow). They are stretched fourteenfold, and so are roundings: these are the reference's, too.
 */
export function toXyb({ width, height, planes: [red, green, blue] }: Planes): Planes {
  const xyb = emptyPlanes(width, height)
  const [x, y, b] = xyb.planes
  for (let at = 0; at < x.length; at += 1) {
    const r = red[at]!
    const g = green[at]!
    const bl = blue[at]!
    const long = answer(LONG, r, g, bl)
    const middle = answer(MIDDLE, r, g, bl)
    const bright = round(0.5 * round(long + middle))
    x[at] = round(round(0.5 * round(long - middle)) * 14) + X0
    y[at] = bright + Y0
    b[at] = round(answer(SHORT, r, g, bl) - bright) + B0
  }
  return xyb
}

type Cone = readonly [red: number, green: number, blue: number]

function cone(red: number, blue: number): Cone {
  return [round(red), round(1 - red - blue), round(blue)]
}

function answer(cone: Cone, r: number, g: number, b: number): number {
  return cubeRootLess(round(cone[0] * r + round(cone[1] * g + round(cone[2] * b + BIAS))))
}

const float = new Float32Array(1)
const bits = new Int32Array(float.buffer)
const [THIRD, FOUR_THIRDS] = [round(1 / 3), round(4 / 3)]

/** The cube root of a positive number, less what it is in the dark: by Newton's method, from a guess by the exponent. */
function cubeRootLess(value: number): number {
  float[0] = value
  bits[0] = 0x54_80_00_00 - (bits[0]! >> 23) * 0x2a_aa_aa
  let guess = float[0]
  const third = round(THIRD * value)
  for (let step = 0; step < 3; step += 1) {
    const square = round(guess * guess)
    guess = round(round(FOUR_THIRDS * guess) - third * round(square * square))
  }
  const square = round(guess * guess)
  guess = round(THIRD * round(guess - value * round(square * square)) + guess)
  return round(round(guess * guess) * value - DARK)
}
