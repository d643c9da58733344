/**
 * A Gaussian blur with a standard deviation of 1.5 as the sum of three cosines that end where they are 0: D. Charalampidis,
 * "Recursive implementation of the Gaussian filter using truncated cosine functions", IEEE TSP 64 (2016). The cosines are
 * carried on from pixel to pixel in 32-bit floats, which adds a noise to what is flat. It is part of the score (two points
 * of 87, where a photo is nearly as it was), so the steps and their roundings are those of libjxl's tools/gauss_blur.cc.
 */
const RADIUS = 5
/** The weights of the three cosines, which the article's equation 53 gives for this deviation and radius. */
const AMPLITUDES = [0.17893914164149133, 0.0727261447361902, 0.012955819110517089] as const
/** So many pixels of a row are made at a time. */
const LANES = 4
const round = Math.fround

type Four = readonly [number, number, number, number]
type State = Float64Array

/** A cosine, from the innermost on. */
interface Wave {
  /** What it takes from the pixels where it begins and ends, and from its own last value. */
  readonly input: number
  readonly turn: number
  /** The same for each of the next pixels: from inputs, from the last value and from the one before. */
  readonly inputs: Four
  readonly last: Four
  readonly before: Four
}

/** In the order in which their values are added up. */
const waves = [2, 1, 0].map((index): Wave => {
  const omega = ((2 * index + 1) * Math.PI) / (2 * RADIUS)
  const input = -AMPLITUDES[index]! * Math.cos(omega * (RADIUS + 1))
  const turn = 2 * Math.cos(omega)
  // Of y[n] = input x[n] + turn y[n - 1] - y[n - 2], carried on: what of y[-1], and of y[-2], is in y[0] to y[3].
  const [t2, t3, t4] = [turn ** 2, turn ** 3, turn ** 4]
  return {
    input: round(input),
    turn: round(turn),
    inputs: rounded(input, input * turn, input * (t2 - 1), input * (t3 - 2 * turn)),
    last: rounded(turn, t2 - 1, t3 - 2 * turn, t4 - 3 * t2 + 1),
    before: rounded(-1, -turn, 1 - t2, 2 * turn - t3),
  }
})

/** A blur for planes of one size, with the memory that it needs. Around the picture all is 0. */
export function blurOf(width: number, height: number): (from: Float32Array) => Float32Array {
  const row = new Float32Array(width + 4 * RADIUS)
  const middle = new Float32Array(width * (height + 4 * RADIUS))
  return (from) => {
    for (let y = 0; y < height; y += 1) {
      row.set(from.subarray(y * width, (y + 1) * width), 2 * RADIUS)
      const to = middle.subarray((y + 2 * RADIUS) * width, (y + 2 * RADIUS + 1) * width)
      to.fill(0)
      for (const wave of waves) addAlong(row, to, wave)
    }
    const to = new Float32Array(width * height)
    for (const wave of waves) addDown(middle, to, width, height, wave)
    return to
  }
}

/** Adds a wave's values to a row, most of them four at a time. @param row with room on both sides */
function addAlong(row: Float32Array, to: Float32Array, wave: Wave): void {
  const [i0, i1, i2, i3] = wave.inputs
  const [p0, p1, p2, p3] = wave.last
  const [q0, q1, q2, q3] = wave.before
  const begun = Math.min(2 * LANES, to.length)
  const state: State = new Float64Array(2)
  addOneByOne(row, to, wave, state, 1 - RADIUS, begun)
  let y1 = state[0]!
  let y2 = state[1]!
  let n = begun
  for (; n < to.length - RADIUS + 2 - LANES; n += LANES) {
    const [left, right] = [n + RADIUS - 1, n + 3 * RADIUS - 1]
    const x0 = round(row[left]! + row[right]!)
    const x1 = round(row[left + 1]! + row[right + 1]!)
    const x2 = round(row[left + 2]! + row[right + 2]!)
    const x3 = round(row[left + 3]! + row[right + 3]!)
    const a = round(p0 * y1 + round(q0 * y2 + round(i0 * x0)))
    const b = round(p1 * y1 + round(q1 * y2 + round(i0 * x1 + round(i1 * x0))))
    const c = round(p2 * y1 + round(q2 * y2 + round(i0 * x2 + round(i1 * x1 + round(i2 * x0)))))
    const d = round(p3 * y1 + round(q3 * y2 + round(i0 * x3 + round(i1 * x2 + round(i2 * x1 + round(i3 * x0))))))
    to[n]! += a
    to[n + 1]! += b
    to[n + 2]! += c
    to[n + 3]! += d
    y1 = d
    y2 = c
  }
  state.set([y1, y2])
  addOneByOne(row, to, wave, state, n, to.length)
}

/** @param state the last two values, and afterwards those after the last pixel */
function addOneByOne(
  row: Float32Array,
  to: Float32Array,
  { input, turn }: Wave,
  state: State,
  from: number,
  until: number,
): void {
  let y1 = state[0]!
  let y2 = state[1]!
  for (let n = from; n < until; n += 1) {
    const sum = round(row[n + RADIUS - 1]! + row[n + 3 * RADIUS - 1]!)
    const y = round(turn * y1 + round(round(input * sum) - y2))
    y2 = y1
    y1 = y
    if (n >= 0) to[n]! += y
  }
  state.set([y1, y2])
}

/** Adds a wave's values to every column. @param from with room above and below */
function addDown(from: Float32Array, to: Float32Array, width: number, height: number, { input, turn }: Wave): void {
  let [y1, y2] = [new Float32Array(width), new Float32Array(width)]
  for (let n = 1 - RADIUS; n < height; n += 1) {
    const top = (n + RADIUS - 1) * width
    const bottom = (n + 3 * RADIUS - 1) * width
    for (let x = 0; x < width; x += 1) {
      const sum = round(from[top + x]! + from[bottom + x]!)
      y2[x] = input * sum + round(turn * y1[x]! - y2[x]!)
    }
    if (n >= 0) for (let x = 0, at = n * width; x < width; x += 1, at += 1) to[at]! += y2[x]!
    ;[y1, y2] = [y2, y1]
  }
}

function rounded(a: number, b: number, c: number, d: number): Four {
  return [round(a), round(b), round(c), round(d)]
}
