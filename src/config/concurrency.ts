/** What Lambda lets a new account have at work at once; AWS raises it later or when asked to. */
export const NEW_ACCOUNT = 10

/** Lambda's own bounds of the maximum of a queue: https://docs.aws.amazon.com/lambda/latest/api/API_ScalingConfig.html */
const MOST = 1000
const LEAST = 2

/** How many batches may be at work at once. */
export interface Batches {
  /** Batches of the queue. */
  readonly reconcile: number
  /** Batches of a rollout. */
  readonly rollout: number
}

/**
 * Divides what is shared by all that is not reserved: a quarter is for uploads and a quarter for a rollout, so that at
 * least half is left for whoever waits for a picture. Lambda itself would not refuse a maximum above the quota: it would
 * throttle, and visitors as well as uploads.
 *
 * @param shared how many executions at once
 */
export function batchesWithin(shared: number): Batches {
  const quarter = Math.floor(shared / 4)
  const share = (least: number) => Math.min(MOST, Math.max(least, quarter))
  return { reconcile: share(LEAST), rollout: share(1) }
}

/**
 * How many uploads a minute one batch of the queue after another keeps up with, their sweeps included: simulated for
 * photos of 6 to 16 megapixels, by `npm run bench:capacity`.
 */
export const UPLOADS_A_MINUTE = 213
