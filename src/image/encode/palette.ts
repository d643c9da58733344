import { type Bounds, clustersOf, sumOf, type Weighted } from './clusters.ts'
import type { Histogram } from './histogram.ts'
import { axesOf, mostBetween, pointsOf, squaresBetween } from './points.ts'

/** A few colours in the place of many. */
export interface Palette {
  /** Red, green, blue and alpha of each, one after the other. */
  readonly colours: Uint8Array
  /** For each colour of the histogram, which of them takes its place. */
  readonly numbers: Uint16Array
  /** What it is off, in the same measures as its bounds. */
  readonly error: Bounds
}

/** How often each colour of a palette is moved into the middle of those that it stands for. */
const ROUNDS = 2

/**
 * Finds the fewest colours that keep a picture's but for errors within bounds; as many as there may be, if these do not do.
 *
 * A colour's weight is the square root of its pixels: the few pixels at the edges of a letter make it a letter. There is no
 * arithmetic but of integers below 2^53, and square roots and quotients that are rounded down, so every machine finds the same
 * palette; libimagequant and others calculate with floats.
 *
 * @param most how many colours there may be
 */
export function paletteOf(
  { colours, counts, soft }: Pick<Histogram, 'colours' | 'counts' | 'soft'>,
  bounds: Bounds,
  most: number,
): Palette {
  const axes = axesOf(colours)
  const points = pointsOf(colours, axes)
  const weights = counts.map((count) => Math.floor(Math.sqrt(count)))
  const weighted = { points, weights, counts, soft }
  const { count, numbers } = clustersOf(weighted, kindsOf(colours), most, bounds)
  let middles = middlesOf(colours, weights, numbers, count)
  for (let round = 0; round < ROUNDS && count < weights.length; round += 1) {
    moveToNearest(colours, middles, numbers, axes)
    middles = middlesOf(colours, weights, numbers, count)
  }
  keepFlat(colours, counts, numbers, middles)
  return { ...withoutUnused(middles, numbers), error: errorOf(weighted, middles, numbers) }
}

/**
 * Where one colour has most of the pixels that a colour of the palette stands for, it stays as it is: what is white lies on a
 * white page, where 254 of 255 would be a box.
 */
function keepFlat(colours: Uint8Array, counts: Uint32Array, numbers: Uint16Array, middles: Uint8Array): void {
  const count = middles.length / 4
  const [all, most] = [new Float64Array(count), new Float64Array(count)]
  const largest = new Uint32Array(count)
  for (let index = 0; index < numbers.length; index += 1) {
    const number = numbers[index]!
    all[number]! += counts[index]!
    if (counts[index]! <= most[number]!) continue
    most[number] = counts[index]!
    largest[number] = index
  }
  for (let number = 0; number < count; number += 1) {
    const from = largest[number]! * 4
    if (most[number]! * 2 > all[number]!) middles.set(colours.subarray(from, from + 4), number * 4)
  }
}

function moveToNearest(colours: Uint8Array, middles: Uint8Array, numbers: Uint16Array, axes: 3 | 6): void {
  const [points, others] = [pointsOf(colours, axes), pointsOf(middles, axes)]
  const [kinds, otherKinds] = [kindsOf(colours), kindsOf(middles)]
  for (let index = 0; index < numbers.length; index += 1) {
    let nearest = numbers[index]!
    let least = squaresBetween(points, index, others, nearest)
    for (let other = 0; other < otherKinds.length && least > 0; other += 1) {
      if (kinds[index] !== otherKinds[other]) continue
      const squares = squaresBetween(points, index, others, other)
      if (squares >= least) continue
      least = squares
      nearest = other
    }
    numbers[index] = nearest
  }
}

/** Whether each colour is clear, opaque, or between: what is one of these must stay so, however little it would be off. */
function kindsOf(colours: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: colours.length / 4 }, (_, index) => {
    const alpha = colours[index * 4 + 3]!
    return alpha === 0 ? 0 : alpha === 255 ? 1 : 2
  })
}

/** Drops the colours that stand for none any more, since others are nearer to all that they stood for. */
function withoutUnused(colours: Uint8Array, numbers: Uint16Array): Pick<Palette, 'colours' | 'numbers'> {
  const used = [...new Set(numbers)].toSorted((a, b) => a - b)
  const places = new Map(used.map((number, place) => [number, place]))
  return {
    colours: colours.filter((_, at) => places.has(at >> 2)),
    numbers: numbers.map((number) => places.get(number)!),
  }
}

/** The means of the colours of each number. What is more opaque has more of a say in what colour it is. */
function middlesOf(colours: Uint8Array, weights: Uint32Array, numbers: Uint16Array, count: number): Uint8Array {
  const sums = new Float64Array(count * 5)
  for (let index = 0; index < numbers.length; index += 1) {
    const to = numbers[index]! * 5
    const alpha = colours[index * 4 + 3]!
    const weight = weights[index]! * alpha
    for (let channel = 0; channel < 3; channel += 1) sums[to + channel]! += weight * colours[index * 4 + channel]!
    sums[to + 3]! += weight
    sums[to + 4]! += weights[index]!
  }
  const middles = new Uint8Array(count * 4)
  for (let number = 0; number < count; number += 1) {
    const [opaque, all] = [sums[number * 5 + 3]!, sums[number * 5 + 4]!]
    if (opaque === 0) continue // clear, or of no use any more
    for (let channel = 0; channel < 3; channel += 1) {
      middles[number * 4 + channel] = Math.floor((sums[number * 5 + channel]! * 2 + opaque) / (opaque * 2))
    }
    middles[number * 4 + 3] = Math.floor((opaque * 2 + all) / (all * 2))
  }
  return middles
}

/** Rounded up, so that what is within bounds is so to the last bit. */
function errorOf({ points, weights, counts, soft }: Weighted, middles: Uint8Array, numbers: Uint16Array): Bounds {
  const others = pointsOf(middles, points.axes)
  let error = 0
  let softError = 0
  let most = 0
  for (let index = 0; index < numbers.length; index += 1) {
    const squares = squaresBetween(points, index, others, numbers[index]!)
    error += weights[index]! * squares
    softError += soft[index]! * squares
    most = Math.max(most, mostBetween(points, index, others, numbers[index]!))
  }
  return {
    most,
    colours: Math.ceil(error / (sumOf(weights) * points.axes)),
    soft: Math.ceil((softError * 100) / (sumOf(counts) * points.axes)),
  }
}
