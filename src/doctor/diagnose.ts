import type { Collection } from './collection.ts'
import type { ExaminePorts } from './examine.ts'
import type { Progress } from '../cli/progress.ts'
import { type Report, reportOf } from './report.ts'
import { createSeen } from './tally.ts'
import { largestVariant } from './sizes.ts'
import { listAll, readAll } from './scan-contents.ts'
import type { TrialPorts } from './trial.ts'
import { type Trials, runTrials } from './trials.ts'

export interface Looking {
  /** How many pictures are rendered; `Infinity` for all. */
  readonly sample: number
  /** Ends it early; the report then tells of what was seen. */
  readonly stop: AbortSignal
  readonly progress: Progress
}

/**
 * Lists a collection, reads the beginning of every object, and renders a sample. The objects are listed twice rather
 * than remembered, for there may be millions.
 *
 * @returns the report, and what kept it from being whole, if the collection could not be listed to its end
 */
export async function lookAt(
  collection: Collection,
  ports: TrialPorts & ExaminePorts,
  { sample, stop, progress }: Looking,
): Promise<{ report: Report; fault: unknown }> {
  const seen = createSeen(sample)
  let trials: Trials | null = null
  let fault: unknown = null
  try {
    const all = await listAll(collection, ports, seen, stop, progress)
    const largest = largestVariant(ports.catalogue)
    if (!stop.aborted) await readAll(collection, ports, seen, { all, largest, stop, progress })
    if (!stop.aborted) trials = await runTrials(ports, seen.draws, { faults: seen.faults, stop, progress })
  } catch (error) {
    fault = error
  }
  const isPartial = stop.aborted || fault !== null
  const { settings, catalogue } = ports
  return { report: reportOf({ location: collection.title, isPartial, seen, trials, settings, catalogue }), fault }
}
