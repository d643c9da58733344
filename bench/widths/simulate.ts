import type { View } from './pages.ts'

/**
 * How the bytes of a picture grow with its width: as this power of it. Measured with WebP of quality 80 on four camera photos from
 * 320 to 2560 pixels: 1.39, 1.48, 1.61 and 1.97.
 */
const POWER = 1.6

export interface Delivery {
  /** Bytes that are delivered beyond those that are needed, as a share of these. */
  readonly over: number
  /** The share of views in which a picture is stretched though its original has more pixels. */
  readonly stretched: number
}

/** What a browser gets that takes the narrowest rung that covers what it needs, or the widest where none does. */
export function deliver(widths: readonly number[], views: readonly View[]): Delivery {
  const ladder = widths.toSorted((a, b) => a - b)
  let [delivered, needed, stretched] = [0, 0, 0]
  for (const view of views) {
    const rung = ladder.find((width) => width >= view.needed) ?? ladder.at(-1) ?? Infinity
    const width = Math.min(rung, view.original)
    delivered += view.share * bytes(width)
    needed += view.share * bytes(view.needed)
    if (width < view.needed) stretched += view.share
  }
  return { over: delivered / needed - 1, stretched }
}

/**
 * The ladder with so many rungs that delivers the fewest bytes, by dynamic programming over all multiples of a step.
 *
 * @param mostStretched the share of views that may be stretched
 */
export function bestLadder(
  rungs: number,
  views: readonly View[],
  { step = 40, widest = 2880, mostStretched = 0.02 } = {},
): number[] {
  const grid = Array.from({ length: Math.floor(widest / step) }, (_, index) => (index + 1) * step)
  /** Bytes of the views that a rung serves which stands on another one, or on nothing. */
  const cost = (below: number, rung: number) =>
    views.reduce(
      (sum, { needed, original, share }) =>
        needed > below && needed <= rung ? sum + share * bytes(Math.min(rung, original)) : sum,
      0,
    )
  const costs = new Map<number, readonly number[]>()
  const costOf = (at: number): readonly number[] => {
    const known = costs.get(at) ?? [0, ...grid.slice(0, at)].map((below) => cost(below, grid[at]!))
    costs.set(at, known)
    return known
  }
  let best = grid.map((width, at) => ({ bytes: costOf(at)[0]!, ladder: [width] }))
  for (let count = 2; count <= rungs; count += 1) {
    best = grid.map((width, at) =>
      grid.slice(0, at).reduce((found, _, below) => {
        const sum = best[below]!.bytes + costOf(at)[below + 1]!
        return sum < found.bytes ? { bytes: sum, ladder: [...best[below]!.ladder, width] } : found
      }, best[at]!),
    )
  }
  const able = best.filter(({ ladder }) => deliver(ladder, views).stretched <= mostStretched)
  return able.toSorted((a, b) => deliver(a.ladder, views).over - deliver(b.ladder, views).over)[0]?.ladder ?? []
}

function bytes(width: number): number {
  return width ** POWER
}
