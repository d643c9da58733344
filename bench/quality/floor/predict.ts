import { mean } from '../../kit/rounds.ts'
import { at } from './curve.ts'
import type { Sample } from './samples.ts'

/** What a score is predicted from, beside a constant. */
export type Facts = (sample: Sample) => readonly number[]

/** Keeps facts that say the same from being played off against each other, as a share of the samples. */
const RIDGE = 0.003

/**
 * Predicts the scores of each sample at some qualities from facts, by least squares over the samples of all other photos: its own say
 * nothing, or a rule would be judged on what it was made from.
 *
 * @param samples of one codec
 * @returns for each sample its scores, in the order of the qualities
 */
export function predicted(samples: readonly Sample[], facts: Facts, qualities: readonly number[]): number[][] {
  const all = samples.map((sample) => ({
    photo: sample.photo,
    facts: facts(sample),
    scores: qualities.map((quality) => at(sample.points, quality).s2),
  }))
  const rules = new Map([...new Set(all.map(({ photo }) => photo))].map((photo) => [photo, ruleFrom(all, photo)]))
  return all.map((one) => rules.get(one.photo)!(one.facts))
}

interface Known {
  readonly photo: string
  readonly facts: readonly number[]
  readonly scores: readonly number[]
}

/** Fits a rule to the samples of all photos but one. */
function ruleFrom(all: readonly Known[], photo: string): (facts: readonly number[]) => number[] {
  const others = all.filter((other) => other.photo !== photo)
  const columns = (rows: readonly (readonly number[])[]) => rows[0]!.map((_, index) => rows.map((row) => row[index]!))
  const levels = columns(others.map(({ scores }) => scores)).map(mean)
  const values = columns(others.map(({ facts }) => facts))
  const middles = values.map(mean)
  const widths = values.map((list, index) => Math.sqrt(mean(list.map((one) => (one - middles[index]!) ** 2))) || 1)
  const scaled = (facts: readonly number[]) => facts.map((one, index) => (one - middles[index]!) / widths[index]!)
  const weights = leastSquares(
    others.map(({ facts }) => scaled(facts)),
    others.map(({ scores }) => scores.map((score, index) => score - levels[index]!)),
  )
  return (facts) => {
    const row = scaled(facts)
    return levels.map((level, index) => row.reduce((sum, one, fact) => sum + one * weights[fact]![index]!, level))
  }
}

/** @returns for each column of the rows its weight in each of the wanted columns */
function leastSquares(rows: readonly (readonly number[])[], wanted: readonly (readonly number[])[]): number[][] {
  const size = rows[0]!.length
  const product = (i: number, of: readonly (readonly number[])[], j: number) =>
    rows.reduce((total, row, index) => total + row[i]! * of[index]![j]!, 0)
  const equations = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (__, j) => product(i, rows, j) + (i === j ? RIDGE * rows.length : 0)),
    ...wanted[0]!.map((__, j) => product(i, wanted, j)),
  ])
  return solved(equations)
}

/** Solves linear equations, each with its right sides behind it. With the ridge, no pivot is 0. */
function solved(equations: number[][]): number[][] {
  const size = equations.length
  for (const [step, pivot] of equations.entries()) {
    for (const [index, equation] of equations.entries()) {
      if (index === step) continue
      const factor = equation[step]! / pivot[step]!
      for (let column = step; column < equation.length; column += 1) equation[column]! -= factor * pivot[column]!
    }
  }
  return equations.map((equation, index) => equation.slice(size).map((side) => side / equation[index]!))
}
