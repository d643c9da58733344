import { availableParallelism } from 'node:os'
import type { Progress } from '../cli/progress.ts'
import { faultText } from './collection.ts'
import type { Groups } from './groups.ts'
import { inParallel } from './promise-pool.ts'
import type { Draw, Picked } from './sample.ts'
import { type Trial, type TrialPorts, tryOut } from './trial.ts'

/** The objects of one kind that were drawn (a stratum of the sample), and what became of them. */
export interface Stratum {
  /** How many objects of the kind there are. */
  readonly population: number
  /** What could not be read again is missing. */
  readonly trials: readonly Trial[]
}

export interface Trials {
  readonly pictures: Stratum
  readonly refused: Stratum
  readonly others: Stratum
  /** CPU time that a picture takes until all is stored that is made beforehand, in ms; `null` where none was tried. */
  readonly cpuMs: number | null
  /** Time on the clock for a picture, in ms, where as many are worked on at a time as there are cores. */
  readonly wallMs: number | null
}

type Draws = Readonly<Record<'picture' | 'refused' | 'other', Draw>>

/** Tries out what was drawn, as many objects at a time as there are cores. It notes among the faults what fails. */
export async function runTrials(
  ports: TrialPorts,
  draws: Draws,
  { faults, stop, progress }: { faults: Groups; stop: AbortSignal; progress: Progress },
): Promise<Trials> {
  const all = draws.picture.picked().length
  let done = 0

  async function run(picked: readonly Picked[], tried: () => void = () => {}): Promise<Trial[]> {
    const trials: Trial[] = []
    await inParallel(picked, availableParallelism(), stop, async (one) => {
      try {
        trials.push(await tryOut(ports, one))
      } catch (error) {
        if (!stop.aborted) faults.add('fault', one.key, one.size, faultText(error))
      }
      tried()
    })
    return trials.slice() // a copy, since what still runs after a stop must add nothing any more
  }

  const before = { cpu: process.cpuUsage(), decoders: ports.decodersMs(), wall: performance.now() }
  const pictures = await run(draws.picture.picked(), () => progress('rendered', (done += 1), all))
  const { user, system } = process.cpuUsage(before.cpu)
  const decoders = ports.decodersMs() - before.decoders
  const share = mean(pictures.map((trial) => trial.share))
  const each = (ms: number) => (share === null ? null : (ms * share) / pictures.length)
  return {
    pictures: { population: draws.picture.shown(), trials: pictures },
    refused: { population: draws.refused.shown(), trials: await run(draws.refused.picked()) },
    others: { population: draws.other.shown(), trials: await run(draws.other.picked()) },
    cpuMs: each((user + system) / 1000 + decoders),
    wallMs: each(performance.now() - before.wall),
  }
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
