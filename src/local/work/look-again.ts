import { setTimeout as sleep } from 'node:timers/promises'
import { type Ports, SWEEP_MS } from '../../core/ports.ts'
import { listWork } from '../../core/rollout.ts'
import type { BlindSpots } from '../health/notes.ts'
import type { LocalQueue } from './queue.ts'
import type { SettledIndex } from '../settled/settled-index.ts'

/** After a look that took a second, so many seconds pass until the next: a large collection is not read all the time. */
const REST = 20

export interface LookAgain {
  /** Is told of the originals that could not be seen. */
  readonly blindSpots: Pick<BlindSpots, 'looked'>
  /** The least time between two looks, in ms. */
  readonly everyMs: number
  /** What is known to be settled where listings do not tell it; `null` where they do. */
  readonly index: SettledIndex | null
  /** After so long every writer is dead that was at work when the looks began, in ms. */
  readonly sweepMs?: number
  readonly report: (fault: unknown) => void
  /** Ends it. */
  readonly signal: AbortSignal
}

/**
 * Holds originals and renditions against each other again and again, for no watcher sees everything: not what another
 * machine does to a network share, not what the kernel's queue had no room for, nor what another service read of a
 * bucket before it ended; and nobody tells of a rendition that was deleted by hand.
 *
 * Where there is an index, one look comes when every older writer is dead: it is the sweep of all keys that the start found
 * as they should be. The others look only for what has lost its original, since a server whose listings never equal its
 * heads would have each key looked at each time.
 */
export async function lookAgain(
  ports: Ports,
  queue: LocalQueue,
  { blindSpots, everyMs, index, sweepMs = SWEEP_MS, report, signal }: LookAgain,
): Promise<void> {
  const deadline = performance.now() + sweepMs
  let owesSweep = index !== null

  async function look(): Promise<void> {
    const isSweep = performance.now() >= deadline
    const { keys, settled, orphans, unknown } = await (index?.look(ports, signal) ?? listWork(ports, { signal }))
    blindSpots.looked(unknown)
    const looked = index === null || (owesSweep && isSweep) ? keys : orphans
    for (const key of looked) {
      if (!settled.has(key)) await queue.send({ key, sweep: true })
    }
    if (isSweep) owesSweep = false
    await index?.save()
  }

  let took = 0
  while (!signal.aborted) {
    const rest = Math.max(everyMs, REST * took)
    const untilSweep = owesSweep ? Math.ceil(deadline - performance.now()) : 0 // a sweep that failed waits like any look
    await sleep(untilSweep > 0 ? Math.min(rest, untilSweep) : rest, undefined, { ref: false, signal }).catch(() => {}) // aborted
    const begun = performance.now()
    await look().catch((fault: unknown) => {
      if (!signal.aborted) report(fault) // the next look comes anyway
    })
    took = performance.now() - begun
  }
}
