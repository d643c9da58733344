/** The x and y of red, green, blue and white in CIE 1931. */
export type Chromaticities = readonly [number, number, number, number, number, number, number, number]

type Vector = readonly [number, number, number]
/** A matrix, as its rows. */
type Matrix = readonly [Vector, Vector, Vector]

const D65 = [0.3127, 0.329] as const
const C = [0.31, 0.316] as const

export const SRGB: Chromaticities = [0.64, 0.33, 0.3, 0.6, 0.15, 0.06, ...D65]
/** The primaries of Adobe RGB (1998), 4.3.1.2. */
export const ADOBE: Chromaticities = [0.64, 0.33, 0.21, 0.71, 0.15, 0.06, ...D65]

/** ITU-T H.273 table 2, by code point. */
export const codePoints: Readonly<Record<number, Chromaticities>> = {
  4: [0.67, 0.33, 0.21, 0.71, 0.14, 0.08, ...C],
  5: [0.64, 0.33, 0.29, 0.6, 0.15, 0.06, ...D65],
  6: [0.63, 0.34, 0.31, 0.595, 0.155, 0.07, ...D65],
  7: [0.63, 0.34, 0.31, 0.595, 0.155, 0.07, ...D65],
  8: [0.681, 0.319, 0.243, 0.692, 0.145, 0.049, ...C],
  9: [0.708, 0.292, 0.17, 0.797, 0.131, 0.046, ...D65],
  11: [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.314, 0.351],
  12: [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, ...D65],
  22: [0.63, 0.34, 0.295, 0.605, 0.155, 0.077, ...D65],
}

/** The Bradford cone response, ICC.1:2022 annex E. */
const BRADFORD: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
]

/** The matrix from linear light in these primaries to linear light in those of sRGB, white to white. */
export function toSrgbPrimaries(primaries: Chromaticities): Matrix {
  const adapted = multiply(adaptation(whiteOf(primaries), whiteOf(SRGB)), toXyz(primaries))
  return multiply(invert(toXyz(SRGB)), adapted)
}

/** The matrix from linear light in these primaries to XYZ: SMPTE RP 177. */
function toXyz(primaries: Chromaticities): Matrix {
  const [rx, ry, gx, gy, bx, by] = primaries
  const columns = transpose([xyz(rx, ry), xyz(gx, gy), xyz(bx, by)])
  const [r, g, b] = apply(invert(columns), whiteOf(primaries))
  return multiply(columns, [
    [r, 0, 0],
    [0, g, 0],
    [0, 0, b],
  ])
}

function whiteOf(primaries: Chromaticities): Vector {
  return xyz(primaries[6], primaries[7])
}

function xyz(x: number, y: number): Vector {
  return [x / y, 1, (1 - x - y) / y]
}

function adaptation(from: Vector, to: Vector): Matrix {
  const [a, b, c] = apply(BRADFORD, from)
  const [d, e, f] = apply(BRADFORD, to)
  const scale: Matrix = [
    [d / a, 0, 0],
    [0, e / b, 0],
    [0, 0, f / c],
  ]
  return multiply(invert(BRADFORD), multiply(scale, BRADFORD))
}

function apply([x, y, z]: Matrix, vector: Vector): Vector {
  return [dot(x, vector), dot(y, vector), dot(z, vector)]
}

function dot([a, b, c]: Vector, [x, y, z]: Vector): number {
  return a * x + b * y + c * z
}

function multiply(left: Matrix, right: Matrix): Matrix {
  const columns = transpose(right)
  return transpose([apply(left, columns[0]), apply(left, columns[1]), apply(left, columns[2])])
}

function transpose([[a, b, c], [d, e, f], [g, h, i]]: Matrix): Matrix {
  return [
    [a, d, g],
    [b, e, h],
    [c, f, i],
  ]
}

function invert([x, y, z]: Matrix): Matrix {
  const [yz, zx, xy] = [cross(y, z), cross(z, x), cross(x, y)]
  const size = dot(x, yz)
  return transpose([scaled(yz, size), scaled(zx, size), scaled(xy, size)])
}

function cross([a, b, c]: Vector, [x, y, z]: Vector): Vector {
  return [b * z - c * y, c * x - a * z, a * y - b * x]
}

function scaled([a, b, c]: Vector, size: number): Vector {
  return [a / size, b / size, c / size]
}
