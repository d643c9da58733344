import type { Points } from './points.ts'

/** What values may be off that nobody sees it. */
export interface Bounds {
  /** The most that one is off, of 255. */
  readonly most: number
  /** The mean of the squares of all colours, each with its weight. */
  readonly colours: number
  /** The sum of the squares of those pixels that pass softly into others, where an error makes a step that is seen, for 100 of all pixels. */
  readonly soft: number
}

/** Colours, and how much each of them counts. */
export interface Weighted {
  readonly points: Points
  readonly weights: Uint32Array
  readonly counts: Uint32Array
  /** How many of its pixels pass softly into others. */
  readonly soft: Uint32Array
}

/** Colours that are near each other: a run of the order in which they lie. */
interface Cluster {
  readonly from: number
  readonly to: number
  /** The sum of the squares of what its colours are off its middle, weighted; and that of its soft pixels. */
  readonly error: number
  readonly softError: number
  readonly most: number
  /** The axis along which they lie furthest apart, and their middle there. */
  readonly axis: number
  readonly middle: number
}

/**
 * Sorts colours into clusters, as few as will do: the one with the largest error is cut in two, along the axis along which
 * it is longest, until all errors are within the bounds. What is clear, and what is opaque, is never in one with anything else. All
 * is calculated with integers below 2^53.
 *
 * @param kinds of the colours, which do not mix
 * @returns for each colour the number of its cluster
 */
export function clustersOf(
  weighted: Weighted,
  kinds: Uint8Array,
  most: number,
  bounds: Bounds,
): { readonly count: number; readonly numbers: Uint16Array } {
  const { points, weights, counts } = weighted
  const order = weights.map((_, index) => index).sort((a, b) => kinds[a]! - kinds[b]! || a - b)
  const clusters: Cluster[] = []
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && kinds[order[to]!] === kinds[order[from]!]) to += 1
    clusters.push(clusterOf(weighted, order, from, to))
  }
  const allowed = bounds.colours * points.axes * sumOf(weights)
  const allowedSoft = Math.floor((bounds.soft * points.axes * sumOf(counts)) / 100)
  while (clusters.length < most) {
    const measure = measureOver(clusters, allowed, allowedSoft, bounds.most)
    if (measure === null) break
    const worst = clusters.reduce((found, one, index) => (one[measure] > clusters[found]![measure] ? index : found), 0)
    const cluster = clusters[worst]!
    const cut = partition(points, order, cluster)
    clusters[worst] = clusterOf(weighted, order, cluster.from, cut)
    clusters.push(clusterOf(weighted, order, cut, cluster.to))
  }
  const numbers = new Uint16Array(order.length)
  for (const [number, { from, to }] of clusters.entries()) {
    for (let at = from; at < to; at += 1) numbers[order[at]!] = number
  }
  return { count: clusters.length, numbers }
}

/** The first of the measures by which the clusters together are over the bounds. */
function measureOver(
  clusters: readonly Cluster[],
  allowed: number,
  allowedSoft: number,
  most: number,
): 'error' | 'softError' | 'most' | null {
  if (clusters.reduce((sum, { error }) => sum + error, 0) > allowed) return 'error'
  if (clusters.reduce((sum, { softError }) => sum + softError, 0) > allowedSoft) return 'softError'
  return clusters.some((cluster) => cluster.most > most) ? 'most' : null
}

export function sumOf(numbers: Uint32Array): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}

function clusterOf(
  { points: { values, axes }, weights, soft }: Weighted,
  order: Uint32Array,
  from: number,
  to: number,
): Cluster {
  let all = 0
  const sums = new Float64Array(axes) // of integers, which may have more than 32 bits
  for (let at = from; at < to; at += 1) {
    const index = order[at]!
    const weight = weights[index]!
    all += weight
    for (let axis = 0; axis < axes; axis += 1) sums[axis]! += weight * values[index * axes + axis]!
  }
  const middles = sums.map((sum) => Math.floor(sum / all))
  const errors = new Float64Array(axes)
  let softError = 0
  let most = 0
  for (let at = from; at < to; at += 1) {
    const index = order[at]!
    for (let axis = 0; axis < axes; axis += 1) {
      const off = values[index * axes + axis]! - middles[axis]!
      errors[axis]! += weights[index]! * off * off
      softError += soft[index]! * off * off
      most = Math.max(most, Math.abs(off))
    }
  }
  const axis = errors.indexOf(Math.max(...errors))
  return {
    from,
    to,
    error: errors.reduce((sum, error) => sum + error),
    softError,
    most,
    axis,
    middle: middles[axis]!,
  }
}

/** Moves the colours up to the middle before the others. @returns where these begin */
function partition({ values, axes }: Points, order: Uint32Array, { from, to, axis, middle }: Cluster): number {
  let low = from
  let high = to
  while (low < high) {
    const index = order[low]!
    if (values[index * axes + axis]! <= middle) low += 1
    else {
      high -= 1
      order[low] = order[high]!
      order[high] = index
    }
  }
  return low
}
