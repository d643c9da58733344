import { randomUUID } from 'node:crypto'
import { type CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront'
import type { Purge } from '../core/ports.ts'

/**
 * How often a call is tried. CloudFront takes few calls a second, and does not say how few: a batch that waits for its turn,
 * for 7.5 s at most, costs less than one that comes back as a batch of retries (decision 042).
 */
export const PURGE_TRIES = 5
/** How long the pauses between the tries of one call are at most, in ms: half a second, one, two and four. */
export const PURGE_MS = 500 * (2 ** (PURGE_TRIES - 1) - 1)

/**
 * The purge port: invalidates by cache tag in CloudFront, with one call whatever the number of tags.
 *
 * @throws TooManyInvalidationsInProgress, among others: what asked for the purge must then come again
 */
export function invalidateTags(client: CloudFrontClient, distribution: string): Purge {
  return async (tags) => {
    await client.send(
      new CreateInvalidationCommand({
        DistributionId: distribution,
        InvalidationBatch: {
          // CloudFront ignores a call that repeats a reference, so one made of the tags would swallow a later purge.
          CallerReference: randomUUID(),
          Paths: { Quantity: tags.length, Items: tags.map((tag) => `#${tag}`) },
        },
      }),
    )
  }
}

/** What each run of a batch is given instead of `purge`. */
export interface CoalescedPurges {
  /** Returns when the joint purge was accepted, and fails as it does. */
  readonly purge: Purge
  /** To be called when a run has ended, however it went. */
  readonly ended: () => void
  /** Purges at once what is waited for, and returns when that was accepted or refused. */
  readonly flush: () => Promise<void>
  /** Whether anybody waits. */
  readonly isOwed: () => boolean
}

/**
 * Coalesces the purges of a batch: a barrier that opens when every run has either asked for a purge or ended. CloudFront
 * takes few invalidations at once, and by then each run has replaced what it purges. A run that purges again later joins
 * the next purge.
 *
 * @param runs how many there are; each of them purges, ends, or lets another do one of the two
 */
export function coalescePurges(purge: Purge, runs: number): CoalescedPurges {
  let busy = runs
  let waiting = 0
  let next = createNext()

  function purgeUnlessBusy(): void {
    if (busy === 0 && waiting > 0) purgeNow()
  }

  function purgeNow(): void {
    const { tags, settle } = next
    busy += waiting
    waiting = 0
    next = createNext()
    settle(purge([...tags]))
  }

  return {
    isOwed: () => waiting > 0,
    purge(tags) {
      const { tags: joined, settled } = next
      for (const tag of tags) joined.add(tag)
      busy -= 1
      waiting += 1
      purgeUnlessBusy()
      return settled
    },
    ended() {
      busy -= 1
      purgeUnlessBusy()
    },
    async flush() {
      if (waiting === 0) return
      const { settled } = next
      purgeNow()
      await settled.catch(() => {}) // those that wait for it are told
    },
  }
}

function createNext() {
  const { promise: settled, resolve: settle } = Promise.withResolvers<void>()
  return { tags: new Set<string>(), settled, settle }
}
