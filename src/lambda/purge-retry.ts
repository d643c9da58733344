import type { CloudFrontClientConfig } from '@aws-sdk/client-cloudfront'
import { PURGE_TRIES } from './invalidation.ts'

/** The longest pause before the second try, in ms; before each further one it is twice as long. */
const FIRST_PAUSE_MS = 500

type Strategy = Extract<NonNullable<CloudFrontClientConfig['retryStrategy']>, { acquireInitialRetryToken: unknown }>

/**
 * When a call of CloudFront is tried again. The SDK's own pauses are twice as long where it is throttled, up to 15 s in
 * all, which is more than the function keeps; and it stops trying after many refusals, whoever asks.
 */
export const purgeRetry: Strategy = {
  acquireInitialRetryToken: async () => tokenOf(0, 0),
  async refreshRetryTokenForRetry(token, { errorType }) {
    const tries = token.getRetryCount() + 1
    const isPassing = errorType === 'THROTTLING' || errorType === 'TRANSIENT'
    if (!isPassing || tries >= PURGE_TRIES) throw new Error('it is not tried again') // the SDK throws what CloudFront said
    return tokenOf(tries, Math.random() * FIRST_PAUSE_MS * 2 ** (tries - 1))
  },
  recordSuccess() {},
}

function tokenOf(count: number, delay: number) {
  return { getRetryCount: () => count, getRetryDelay: () => delay }
}
