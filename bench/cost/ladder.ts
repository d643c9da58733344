import type { Config } from '../../src/config/config.ts'
import { ladder, rungName } from '../../src/config/widths.ts'
import { storageCost } from '../../src/doctor/cost.ts'
import prices from '../../src/doctor/prices.json' with { type: 'json' }
import { type Counted, countFirstView, countUpload } from './count.ts'
import { ANSWERS, byDefault, type Measure, workOf } from './measure.ts'

const MILLION = 1e6
/** What a ladder costs, in dollars for a million originals. */
export interface LadderCost {
  /** The heads of all its names, at an upload and at the sweep after it. */
  readonly looks: number
  /** A deletion of nothing, a rollout or a start: the same heads, once. */
  readonly look: number
  /** What the first request of one rung as WebP takes, for each rung. */
  readonly rungs: readonly {
    readonly width: number
    readonly made: number
    /** For its storage, a month. */
    readonly month: number
  }[]
}

/** @param upload without the ladder */
export async function ladderCost(measure: Measure, base: Config, upload: Counted): Promise<LadderCost> {
  const config = { ...base, widths: [...ladder] }
  const withLadder = await measure((photo) => countUpload(photo, config))
  const looks = (withLadder.gets - upload.gets) * prices.s3.get * MILLION
  const rungs: LadderCost['rungs'][number][] = []
  for (const width of ladder) {
    const counted = await measure((photo) => countFirstView(photo, `${rungName(width)}.webp`, config))
    const made = byDefault(workOf(counted, ANSWERS.miss, 1, 0)) * MILLION
    rungs.push({ width, made, month: storageCost(counted.stored) * MILLION })
  }
  return { looks, look: looks / 2, rungs }
}
