import { setTimeout as sleep } from 'node:timers/promises'
import type { Ports } from '../ports.ts'
import { listWork } from '../rollout.ts'
import type { BlindSpots } from './blind-spots.ts'
import type { LocalQueue } from './queue.ts'

/** For a look that takes a second, so many seconds pass until the next: a large collection is not read all the time. */
const REST = 20

export interface LookAgain {
  /** Is told of the originals that could not be seen. */
  readonly blindSpots: Pick<BlindSpots, 'looked'>
  /** Between two looks, in ms, at least. */
  readonly everyMs: number
  /** The listings tell whether a key is as it should be. Where they do not, only that it has no original is seen. */
  readonly isTelling: boolean
  readonly report: (fault: unknown) => void
  /** Ends it. */
  readonly signal: AbortSignal
}

/**
 * Holds originals and renditions against each other again and again, for no watcher sees everything: not what another
 * machine does to a network share, not what the kernel's queue had no room for, nor what another service read of a
 * bucket before it ended; and nobody tells of a rendition that was deleted by hand.
 */
export async function lookAgain(
  ports: Ports,
  queue: LocalQueue,
  { blindSpots, everyMs, isTelling, report, signal }: LookAgain,
): Promise<void> {
  async function look(): Promise<void> {
    const { keys, settled, orphans, unknown } = await listWork(ports, signal)
    blindSpots.looked(unknown)
    for (const key of isTelling ? keys : orphans) {
      if (!settled.has(key)) await queue.send({ key, sweep: true })
    }
  }

  let took = 0
  while (!signal.aborted) {
    await sleep(Math.max(everyMs, REST * took), undefined, { ref: false, signal }).catch(() => {}) // aborted
    const begun = performance.now()
    await look().catch((fault: unknown) => {
      if (!signal.aborted) report(fault) // the next look comes anyway
    })
    took = performance.now() - begun
  }
}
