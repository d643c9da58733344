import { type Ending, type Reason, Refused, Unjudged } from '../../errors.ts'
import type { Effort } from '../../image/picture.ts'

/**
 * How long a run may decode, in ms from its beginning. It lives 120 s at most, or a sweep could come before it is dead
 * (SWEEP_MS), and the rest is for reading and writing.
 */
const DECODING_MS = 105_000
/** How long the first try may take, in ms: a little more than a picture's CPU time, and the second is left as much. */
const FIRST_MS = 50_000

const reasonFor: Readonly<Record<Ending, Reason>> = {
  time: 'too-costly',
  memory: 'too-costly',
  death: 'damaged',
  message: 'damaged',
}

/**
 * Retries what is made of an original, and tells what is the original's fault from what is the machine's: where a decoder ends
 * without a verdict, the same is tried once more, alone in a fresh process.
 *
 * @throws Refused where that ends the same way although it had what every picture is promised; Unjudged otherwise, for
 * the queue to bring it back
 */
export type Retry = <T>(make: (effort: Effort) => Promise<T>) => Promise<T>

/** For one run, however often it starts over: all of its tries share its time. */
export function createRetry(): Retry {
  const until = performance.now() + DECODING_MS

  async function within<T>(make: (effort: Effort) => Promise<T>, most: number, isAlone: boolean): Promise<T> {
    const wallMs = Math.min(most, until - performance.now())
    if (wallMs <= 0) throw new Unjudged('time', false, 'there was no time left to decode it')
    return make({ isAlone, wallMs })
  }

  return async (make) => {
    const first = await unlessUnjudged(() => within(make, FIRST_MS, false))
    if (!(first instanceof Unjudged)) return first
    const second = await unlessUnjudged(() => within(make, DECODING_MS, true))
    if (!(second instanceof Unjudged)) return second
    throw isVerdict(first, second) ? new Refused(reasonFor[second.ending], second.message) : second
  }
}

function isVerdict(first: Unjudged, second: Unjudged): boolean {
  return second.wasFed && second.ending === first.ending
}

async function unlessUnjudged<T>(work: () => Promise<T>): Promise<T | Unjudged> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Unjudged) return error
    throw error
  }
}
