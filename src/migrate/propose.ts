/** How much wider than asked for a variant may be and still stand for the size: 2.25 times the pixels. */
const STRETCH = 1.5
/** The most variants of one shape, and the most different sizes of one shape that are looked at, the most frequent ones. */
const MOST = 40
const MOST_SIZES = 300

/** A size that is asked for, and how often. */
export interface Demand {
  readonly width: number
  readonly height: number
  readonly cover: boolean
  readonly count: number
}

export interface Proposal {
  readonly variants: readonly Demand[]
  /** How many of all requests one of the variants covers. */
  readonly covered: number
  readonly all: number
}

/** Sizes of one shape: of one ratio, or with one open side, so that one number tells which is the larger. */
type Shape = readonly { readonly demand: Demand; readonly length: number }[]

/**
 * The smallest set of variants that covers a share of all requests. A variant covers a size of its shape that is as large,
 * or up to one and a half times smaller. Requests for no size at all are left out: the largest variant stands for them.
 *
 * @param goal a share, such as 0.99
 */
export function propose(demands: readonly Demand[], goal: number): Proposal {
  const sized = demands.filter(({ width, height }) => width > 0 || height > 0)
  const all = sized.reduce((sum, { count }) => sum + count, 0)
  // The most that `k` variants of all shapes so far cover, and which they are.
  let best: Choice[] = [{ covered: 0, chosen: [] }]
  for (const shape of shapesOf(sized)) {
    const ofShape = bestOfShape(shape)
    const joined: Choice[] = []
    for (const [k, one] of best.entries())
      for (const [more, other] of ofShape.entries()) {
        if (k + more > MOST) break
        const covered = one.covered + other.covered
        const known = joined[k + more]
        if (known === undefined || covered > known.covered)
          joined[k + more] = { covered, chosen: [...one.chosen, ...other.chosen] }
      }
    best = joined
  }
  const found = best.find(({ covered }) => covered >= goal * all) ?? best.at(-1)!
  return { variants: found.chosen, covered: found.covered, all }
}

interface Choice {
  readonly covered: number
  readonly chosen: readonly Demand[]
}

/** Whole pictures go by their width, or by their height where that alone is named; what is filled goes by its ratio. */
function shapesOf(demands: readonly Demand[]): Shape[] {
  const shapes = Map.groupBy(demands, ({ width, height, cover }) =>
    cover ? `ratio ${(width / height).toPrecision(2)}` : width > 0 ? 'width' : 'height',
  )
  const frequent = [...shapes.values()]
    .toSorted((a, b) => total(b) - total(a))
    .slice(0, MOST)
    .map((shape) => shape.toSorted((a, b) => b.count - a.count).slice(0, MOST_SIZES))
  return frequent.map((shape) =>
    shape.map((demand) => ({ demand, length: demand.width || demand.height })).toSorted((a, b) => b.length - a.length),
  )
}

function total(shape: readonly Demand[]): number {
  return shape.reduce((sum, { count }) => sum + count, 0)
}

/** For each number of variants the most that so many cover: of sizes in a line each variant covers a stretch. */
function bestOfShape(shape: Shape): Choice[] {
  const after = shape.map(({ length }) => {
    const next = shape.findIndex((other) => other.length * STRETCH < length)
    return next === -1 ? shape.length : next
  })
  const sums = [0]
  for (const { demand } of shape) sums.push(sums.at(-1)! + demand.count)
  // rows[k][i]: what `k` variants cover of the sizes from the `i`th on.
  let row: Choice[] = Array.from({ length: shape.length + 1 }, () => ({ covered: 0, chosen: [] }))
  const choices: Choice[] = [row[0]!]
  for (let k = 1; k <= Math.min(MOST, shape.length); k++) {
    const next: Choice[] = Array.from({ length: shape.length + 1 }, () => ({ covered: 0, chosen: [] }))
    for (let i = shape.length - 1; i >= 0; i--) {
      const rest = row[after[i]!]!
      const covered = sums[after[i]!]! - sums[i]! + rest.covered
      next[i] = covered > next[i + 1]!.covered ? { covered, chosen: [shape[i]!.demand, ...rest.chosen] } : next[i + 1]!
    }
    row = next
    if (row[0]!.covered === choices.at(-1)!.covered) break
    choices.push(row[0]!)
  }
  return choices
}
