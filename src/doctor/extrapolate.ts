/** What a sample says of the whole population. */
export interface Estimate {
  readonly value: number
  /**
   * Two standard errors: in nineteen of twenty samples the truth lies no farther away. It is 0 where all were tried, and
   * `null` where only one was, which tells nothing of the others.
   */
  readonly plusMinus: number | null
}

const nothing: Estimate = { value: 0, plusMinus: 0 }

/**
 * Estimates the total over a population from the figures of a simple random sample without replacement (Cochran,
 * Sampling Techniques, 2.6 to 2.8).
 */
export function extrapolate(figures: readonly number[], population: number): Estimate {
  const drawn = figures.length
  if (population === 0 || drawn === 0) return nothing
  const mean = figures.reduce((sum, figure) => sum + figure, 0) / drawn
  const value = mean * population
  if (drawn >= population) return { value, plusMinus: 0 }
  if (drawn === 1) return { value, plusMinus: null }
  const variance = figures.reduce((sum, figure) => sum + (figure - mean) ** 2, 0) / (drawn - 1)
  return { value, plusMinus: 2 * population * Math.sqrt((variance / drawn) * (1 - drawn / population)) }
}

/** Adds two estimates. Errors that are independent of each other add up by their squares. */
export function addEstimates(a: Estimate, b: Estimate): Estimate {
  const isKnown = a.plusMinus !== null && b.plusMinus !== null
  return { value: a.value + b.value, plusMinus: isKnown ? Math.hypot(a.plusMinus, b.plusMinus) : null }
}

/** Multiplies an estimate by a number that is known exactly. */
export function scaleEstimate({ value, plusMinus }: Estimate, factor: number): Estimate {
  return { value: value * factor, plusMinus: plusMinus === null ? null : plusMinus * factor }
}
