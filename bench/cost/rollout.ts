import { UPLOADS_A_MINUTE } from '../../src/config/concurrency.ts'
import { costOf, WHOLE_CORE, type Work } from '../../src/doctor/cost.ts'
import type { Counted } from './count.ts'

const MILLION = 1e6
/** How many keys a batch has: `BATCH` of infra/rollout/pass.ts, which test/bench/rollout.test.ts holds against the template. */
export const BATCH = { originals: 10, processed: 50 }
/** Dollars for a state transition of a standard workflow: https://aws.amazon.com/step-functions/pricing/ */
const TRANSITION = 0.000025
/** Each batch is an execution of its own: it begins, and ends after its one state. */
const TRANSITIONS = 2
/** How many keys of a batch are at work at once: `AT_ONCE` of the function's batch. */
const TOGETHER = 2
/** Answers that a look waits for one after another: all heads at once, and the second look. */
const ANSWERS = 2

/** Dollars and hours for a million originals. */
export interface RolloutCost {
  readonly dollars: number
  /** With two batches at once, as by default. */
  readonly hours: number
}

/**
 * What a rollout over a million originals costs: each is looked at once, and once more for each of its stored renditions.
 *
 * @param each what it does about an original: making everything anew, its sweep included, or looking alone
 * @param look what a look alone asks for
 * @param stored how many renditions an original has
 * @param answerMs how long an answer of S3 takes
 */
export function rolloutCost(
  each: { readonly counted: Counted; readonly answers: number; readonly messages: number },
  look: Counted,
  stored: number,
  answerMs: number,
): RolloutCost {
  const lookWork = workOf(look, (ANSWERS * answerMs) / TOGETHER, BATCH.processed, 0)
  const eachWork = workOf(each.counted, each.answers * answerMs, BATCH.originals, each.messages)
  const batches = 1 / BATCH.originals + stored / BATCH.processed
  const dollars =
    costOf(eachWork, WHOLE_CORE, 'arm64') +
    stored * costOf(lookWork, WHOLE_CORE, 'arm64') +
    batches * TRANSITIONS * TRANSITION
  const isMade = each.counted.puts > 0
  const minutesOfLooks = ((isMade ? stored : stored + 1) * (lookWork.cpuMs + lookWork.waitMs)) / 60_000
  const minutes = (isMade ? 1 / UPLOADS_A_MINUTE : 0) + minutesOfLooks
  return { dollars: dollars * MILLION, hours: (minutes * MILLION) / 60 / 2 }
}

function workOf({ cpuMs, puts, gets }: Counted, waitMs: number, perInvocation: number, messages: number): Work {
  return { cpuMs, waitMs, perInvocation, puts, gets, queueRequests: messages * 2 }
}
