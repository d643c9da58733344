import type { Purge } from '../core/ports.ts'

/** Joins into one what the runs of a batch purge. */
export interface JoinedPurge {
  /** Returns when the joined purge was accepted, and fails as it does. */
  readonly purge: Purge
  /** To be called when a run is over, however it went. */
  readonly over: () => void
}

/**
 * Purges when every run of a batch either waits for a purge or is over: there are few purges at once on the other side,
 * and each run has replaced by then what it purges. What purges again later joins the next purge.
 *
 * @param runs how many there are; each is purging, over, or brings on one of the two
 */
export function joinPurges(purge: Purge, runs: number): JoinedPurge {
  let busy = runs
  let waiting = 0
  let next = createNext()

  function purgeUnlessBusy(): void {
    if (busy > 0 || waiting === 0) return
    const { tags, settle } = next
    busy = waiting
    waiting = 0
    next = createNext()
    settle(purge([...tags]))
  }

  return {
    purge(tags) {
      const { tags: joined, settled } = next
      for (const tag of tags) joined.add(tag)
      busy -= 1
      waiting += 1
      purgeUnlessBusy()
      return settled
    },
    over() {
      busy -= 1
      purgeUnlessBusy()
    },
  }
}

function createNext() {
  const { promise: settled, resolve: settle } = Promise.withResolvers<void>()
  return { tags: new Set<string>(), settled, settle }
}
