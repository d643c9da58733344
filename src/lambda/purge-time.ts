import type { Purge } from '../core/ports.ts'
import { PURGE_MS } from './invalidation.ts'

/** The purges of a batch, and whether there is time for another one. */
export interface TimedPurges {
  /** Fails without a call once the last call was made. */
  readonly purge: Purge
  /** Whether so much time is left, in ms, after a call that begins now and takes as long as it can. */
  readonly leaves: (ms: number) => boolean
  /** Whether the last call was made: nothing may be replaced any more, as nothing would be purged. */
  readonly isOver: () => boolean
}

/**
 * Bounds the calls of a batch by its time: one that might end after `until` is the last. So a batch that CloudFront
 * throttles takes as long as one call more, however many messages are in it (decision 042). What would need another
 * call fails, and comes again with a purge.
 *
 * @param until in ms, as `performance.now()` gives it
 */
export function timePurges(purge: Purge, until: number): TimedPurges {
  let isOver = false
  const leaves = (ms: number) => performance.now() + PURGE_MS + ms <= until

  return {
    leaves,
    isOver: () => isOver,
    async purge(tags) {
      if (isOver) throw new Error('there is no time left for another purge')
      isOver = !leaves(0)
      await purge(tags)
    },
  }
}
