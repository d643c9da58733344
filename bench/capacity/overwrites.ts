import { RECEIVES } from '../../infra/times.ts'
import prices from '../../src/doctor/prices.json' with { type: 'json' }
import { backoff } from '../../src/lambda/sqs.ts'
import type { EdgeLimits } from './edge.ts'
import { draw } from '../kit/plot.ts'
import { createRandom, logNormal, Z95 } from './random.ts'
import { type Load, type Poller, simulate, type Simulated } from './simulate.ts'

/** Overwrites a minute, for so many minutes, and at once. */
const RATES = [60, 300, 600, 1200, 1500, 3000, 6000]
const MINUTES = 30
const BURST = 10_000

/**
 * CloudFront's documented quota is on what is in progress. How many calls it takes a second is not documented: people
 * were throttled after six or seven (https://github.com/aws/aws-sdk-js/issues/3983), so that ten is an assumption.
 */
const IN_PROGRESS = 3000
const CALLS = { 'ten calls a second': 10, 'any number of calls': 1e6 }

/**
 * In ms: "under 25 seconds at P95" by AWS's announcement of tags, the status included; the median is an assumption.
 * https://aws.amazon.com/about-aws/whats-new/2026/04/cloudfront-invalidation-cache-tag/
 */
const lastsMs = logNormal(10_000, { value: 25_000, z: Z95 })

/** One row of the table. */
export interface OverwritesRow {
  readonly limit: string
  /** Overwrites a minute; `burst` for all at once. */
  readonly rate: number | 'burst'
  readonly simulated: Simulated
  /** What the purges cost a day, at that rate; what they cost at all, for the burst. */
  readonly dollars: number
}

/** Lets overwrites come in, two purges each, steadily and at once, by how many calls CloudFront takes. */
export function simulateOverwrites(poller: Poller, load: Load): OverwritesRow[] {
  return Object.entries(CALLS).flatMap(([limit, callsPerSecond]) => {
    const edge: EdgeLimits = { inProgress: IN_PROGRESS, callsPerSecond, lastsMs }
    const overwriting: Load = { ...load, overwrites: { edge, backoff, receives: RECEIVES, share: 1 } }
    const steady = RATES.map((rate): OverwritesRow => ({
      limit,
      rate,
      simulated: simulate(arrivalsAt(rate), poller, overwriting),
      dollars: priceOf(rate * 60 * 24),
    }))
    const atOnce = Array.from({ length: BURST }, () => 0)
    const burst = simulate(atOnce, poller, overwriting)
    return steady.concat({ limit, rate: 'burst', simulated: burst, dollars: priceOf(BURST) })
  })
}

/** When uploads come in, in ms: at random, so many a minute. */
function arrivalsAt(rate: number): number[] {
  const random = createRandom(rate)
  return Array.from({ length: rate * MINUTES }, () => random() * MINUTES * 60_000)
}

function priceOf(overwrites: number): number {
  return 2 * overwrites * prices.cloudfront.invalidation
}

export function printOverwrites(rows: readonly OverwritesRow[]): void {
  console.log('overwrites a minute  purged within (p99)  wait to be taken up  refused calls  dead letters  purges')
  for (const [index, { limit, rate, simulated, dollars }] of rows.entries()) {
    if (limit !== rows[index - 1]?.limit) console.log(`where CloudFront takes ${limit}`)
    const { stale, oldest, calls, refused, dead } = simulated
    console.log(
      [
        (rate === 'burst' ? `${BURST} at once` : String(rate)).padStart(19),
        `${stale.toFixed(1)} min`.padStart(20),
        `${oldest.toFixed(1)} min`.padStart(20),
        `${((100 * refused) / calls).toFixed(0)} %`.padStart(14),
        String(dead).padStart(13),
        rate === 'burst' ? `$${dollars.toFixed(0)}` : `$${dollars.toFixed(0)} a day`,
      ].join(' '),
    )
  }
}

/** What is purged at once is drawn as what takes a hundredth of a minute: the axis is logarithmic. */
export function plotOverwrites(file: string, rows: readonly OverwritesRow[]): string {
  const lines = Object.keys(CALLS).map((label) => ({
    label,
    points: rows.flatMap(({ limit, rate, simulated }): [number, number][] =>
      limit === label && rate !== 'burst' ? [[rate, Math.max(0.01, simulated.stale)]] : [],
    ),
  }))
  return draw({ file, title: 'Minutes from an overwrite to its purge (p99), by overwrites a minute', lines })
}
