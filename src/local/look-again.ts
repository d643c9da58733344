import { setTimeout as sleep } from 'node:timers/promises'
import type { Ports } from '../ports.ts'
import { takeUp } from './catch-up.ts'
import type { LocalQueue } from './queue.ts'

/** For a look that takes a second, so many seconds pass until the next: a large collection is not read all the time. */
const REST = 20

export interface LookAgain {
  /** Between two looks, in ms, at least. */
  readonly everyMs: number
  readonly report: (fault: unknown) => void
  /** Ends it. */
  readonly signal: AbortSignal
}

/**
 * Holds the folders against each other again and again, for no watcher sees everything: not what another machine does
 * to a network share, not what the kernel's queue had no room for, and nobody tells of a rendition that was deleted by
 * hand.
 */
export async function lookAgain(
  ports: Ports,
  queue: LocalQueue,
  { everyMs, report, signal }: LookAgain,
): Promise<void> {
  let took = 0
  while (!signal.aborted) {
    await sleep(Math.max(everyMs, REST * took), undefined, { ref: false, signal }).catch(() => {}) // aborted
    const begun = performance.now()
    await takeUp(ports, queue, { isAlone: true, signal }).catch((fault: unknown) => {
      if (!signal.aborted) report(fault) // the next look comes anyway
    })
    took = performance.now() - begun
  }
}
