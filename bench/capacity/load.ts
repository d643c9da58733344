import { SWEEP_MS } from '../../src/core/ports.ts'
import { logNormal, Z99 } from './random.ts'
import type { Load } from './simulate.ts'

/**
 * S3's answers in ms, a logarithmic normal distribution by its median and its 99th percentile. This is an assumption,
 * since only an account can show it; so is that a core of Lambda's is as fast as one of this machine.
 */
const ANSWER = { median: 20, percentile99: 120 }
/** Answers that are waited for one after another: heads, the original, each write, the second look; or heads alone. */
export const ANSWERS = { upload: 12, sweep: 10 }

/** What uploads cost, of which each takes one of the CPU times, in ms. */
export function loadOf(cpuMs: readonly number[]): Load {
  return {
    cpuMs: (random) => cpuMs[Math.floor(random() * cpuMs.length)]!,
    answerMs: logNormal(ANSWER.median, { value: ANSWER.percentile99, z: Z99 }),
    answers: ANSWERS,
    sweepMs: SWEEP_MS,
  }
}
