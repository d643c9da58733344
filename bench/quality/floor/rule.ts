import { mean } from '../../kit/rounds.ts'
import { at } from './curve.ts'
import { type Facts, predicted } from './predict.ts'
import { codecs, type Sample } from './samples.ts'

/** What a rule for the quality comes to over all samples of a codec. */
export interface Outcome {
  /** How far the predicted scores are from the true ones: the root of the mean square. */
  readonly off: number
  /** The standard deviation of the scores. */
  readonly spread: number
  readonly lowest: number
  /** A tenth of the scores is below it. */
  readonly tenth: number
  /** The one quality for all that has the same tenth percentile, and its spread. */
  readonly fixed: number
  readonly fixedSpread: number
  /** The bytes as shares of those of that one quality: the mean over the samples, and of all bytes together. */
  readonly mean: number
  readonly sum: number
}

const QUALITIES = Array.from({ length: 77 }, (_, index) => 20 + index)
/** The fixed quality is compared as if it could be set this finely. */
const STEP = 0.25

/**
 * Encodes each sample at the quality whose predicted score is nearest to the wanted one.
 *
 * @param samples of one codec
 */
export function outcomeOf(samples: readonly Sample[], facts: Facts, floor: number): Outcome {
  const predictions = predicted(samples, facts, QUALITIES)
  const ends = samples.map(({ points }, index) => at(points, nearest(predictions[index]!, floor)))
  const scores = ends.map(({ s2 }) => s2)
  const tenth = percentile(scores, 0.1)
  const equal = qualityWithTenth(samples, tenth)
  const same = samples.map(({ points }) => at(points, equal))
  const fixed = QUALITIES.indexOf(codecs[samples[0]!.codec].fixed)
  return {
    off: Math.sqrt(mean(samples.map((sample, index) => (scoreOfDefault(sample) - predictions[index]![fixed]!) ** 2))),
    spread: deviation(scores),
    lowest: Math.min(...scores),
    tenth,
    fixed: equal,
    fixedSpread: deviation(same.map(({ s2 }) => s2)),
    mean: mean(ends.map(({ bytes }, index) => bytes / same[index]!.bytes)),
    sum: total(ends) / total(same),
  }
}

export function scoreOfDefault({ codec, points }: Sample): number {
  return at(points, codecs[codec].fixed).s2
}

export function deviation(values: readonly number[]): number {
  const middle = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)))
}

function nearest(scores: readonly number[], wanted: number): number {
  const distances = scores.map((score) => Math.abs(score - wanted))
  return QUALITIES[distances.indexOf(Math.min(...distances))]!
}

function qualityWithTenth(samples: readonly Sample[], tenth: number): number {
  for (let quality = QUALITIES[0]!; quality < 100; quality += STEP) {
    const scores = samples.map(({ points }) => at(points, quality).s2)
    if (percentile(scores, 0.1) >= tenth) return quality
  }
  return 100
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const place = share * (sorted.length - 1)
  const below = sorted[Math.floor(place)]!
  return below + (place - Math.floor(place)) * (sorted[Math.ceil(place)]! - below)
}

function total(ends: readonly { readonly bytes: number }[]): number {
  return ends.reduce((sum, { bytes }) => sum + bytes, 0)
}
