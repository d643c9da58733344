/** What CloudFront takes of invalidations. */
export interface EdgeLimits {
  /**
   * Paths whose invalidation has not ended, in a distribution. Tags are counted among them, as on the bill.
   * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/InvalidationLimits.html
   */
  readonly inProgress: number
  /** Calls a second in the long run, which also is how many may come at once. */
  readonly callsPerSecond: number
  /** Draws how long an invalidation is in progress, in ms. */
  readonly lastsMs: (random: () => number) => number
}

/** `throttled`: too many calls, which the SDK tries again; `full`: too much in progress. */
type Answer = 'accepted' | 'throttled' | 'full'

/** CloudFront, as far as it takes invalidations. Times do not run backwards. */
export interface Edge {
  /** @param now in ms */
  invalidate(now: number, tags: number): Answer
}

export function createEdge({ inProgress, callsPerSecond, lastsMs }: EdgeLimits, random: () => number): Edge {
  let running: { readonly end: number; readonly tags: number }[] = []
  let busy = 0
  let tokens = callsPerSecond
  let last = 0

  return {
    invalidate(now, tags) {
      tokens = Math.min(callsPerSecond, tokens + ((now - last) / 1000) * callsPerSecond)
      last = now
      if (tokens < 1) return 'throttled'
      tokens -= 1
      running = running.filter(({ end, tags: ended }) => {
        if (end > now) return true
        busy -= ended
        return false
      })
      if (busy + tags > inProgress) return 'full'
      busy += tags
      running.push({ end: now + lastsMs(random), tags })
      return 'accepted'
    },
  }
}
