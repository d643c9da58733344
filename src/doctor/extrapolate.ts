/** What a sample says of all. */
export interface Estimate {
  readonly value: number
  /**
   * Two standard errors: in nineteen of twenty samples the truth lies no farther away. 0 where all were tried, `null`
   * where one was, which tells nothing of the others.
   */
  readonly plusMinus: number | null
}

const nothing: Estimate = { value: 0, plusMinus: 0 }

/**
 * The total over a population, by the figures of a simple random sample without replacement (Cochran, Sampling
 * Techniques, 2.6 to 2.8).
 */
export function expand(figures: readonly number[], population: number): Estimate {
  const drawn = figures.length
  if (population === 0 || drawn === 0) return nothing
  const mean = figures.reduce((sum, figure) => sum + figure, 0) / drawn
  const value = mean * population
  if (drawn >= population) return { value, plusMinus: 0 }
  if (drawn === 1) return { value, plusMinus: null }
  const variance = figures.reduce((sum, figure) => sum + (figure - mean) ** 2, 0) / (drawn - 1)
  return { value, plusMinus: 2 * population * Math.sqrt((variance / drawn) * (1 - drawn / population)) }
}
