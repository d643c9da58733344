import type { Progress } from '../cli/progress.ts'
import type { Collection } from './collection.ts'
import type { ExaminePorts } from './examine.ts'
import { type Report, reportOf } from './report.ts'
import { scanContents } from './scan-contents.ts'
import { scanNames } from './scan-names.ts'
import { largestVariant } from './sizes.ts'
import { createTally } from './tally.ts'
import type { TrialPorts } from './trial.ts'
import { type Trials, runTrials } from './trials.ts'

export interface DiagnosisOptions {
  /** How many pictures are rendered; `Infinity` renders all. */
  readonly sample: number
  /** Ends the diagnosis early; the report then tells of what was seen by then. */
  readonly stop: AbortSignal
  readonly progress: Progress
}

/**
 * Lists a collection, reads the beginning of every object, and renders a sample. It lists the objects twice rather than
 * remember them, for there may be millions.
 *
 * @returns the report, and the fault for which the collection could not be listed to its end, if there was one
 */
export async function diagnose(
  collection: Collection,
  ports: TrialPorts & ExaminePorts,
  { sample, stop, progress }: DiagnosisOptions,
): Promise<{ report: Report; fault: unknown }> {
  const tally = createTally(sample)
  let trials: Trials | null = null
  let fault: unknown = null
  try {
    const all = await scanNames(collection, ports, tally, stop, progress)
    const largest = largestVariant(ports.catalogue)
    if (!stop.aborted) await scanContents(collection, ports, tally, { all, largest, stop, progress })
    if (!stop.aborted) trials = await runTrials(ports, tally.draws, { faults: tally.faults, stop, progress })
  } catch (error) {
    fault = error
  }
  const isPartial = stop.aborted || fault !== null
  const { settings, catalogue } = ports
  return { report: reportOf({ location: collection.title, isPartial, tally, trials, settings, catalogue }), fault }
}
