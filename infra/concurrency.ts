import { Token } from 'aws-cdk-lib'
import type { ImageServiceProps } from './props.ts'

/** What Lambda lets a new account have at work at once; AWS raises it later or when asked to. */
const NEW_ACCOUNT = 10

/** What Lambda keeps from being reserved: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const UNRESERVED = 100

/** Lambda's own bounds of the maximum of a queue: https://docs.aws.amazon.com/lambda/latest/api/API_ScalingConfig.html */
const MOST = 1000
const LEAST = 2

interface Concurrency {
  /** How many batches of the queue may be at work at once. */
  readonly reconcile: number
  /** How many batches of a rollout may be at work at once. */
  readonly rollout: number
}

/**
 * Divides what the account allows: a quarter is for uploads and a quarter for a rollout, so that at least half is left
 * for whoever waits for a picture. Lambda itself would not refuse a maximum above the quota: it would throttle, and
 * visitors as well as uploads.
 */
export function divideConcurrency(props: ImageServiceProps): Concurrency {
  const { accountConcurrency = NEW_ACCOUNT, serveConcurrency = 0 } = props
  // What is reserved for serve is not there for others.
  const shared = props.accountConcurrency === undefined ? NEW_ACCOUNT : accountConcurrency - serveConcurrency
  const quarter = Math.floor(shared / 4)
  const share = (least: number) => Math.min(MOST, Math.max(least, quarter))
  return {
    reconcile: props.reconcileConcurrency ?? share(LEAST),
    rollout: props.rolloutConcurrency ?? share(1),
  }
}

/** What is wrong with the numbers together, where each is in its range. */
export function concurrencyFaults(props: ImageServiceProps): string[] {
  const { accountConcurrency: account, serveConcurrency: reserved } = props
  const { reconcile, rollout } = divideConcurrency(props)
  if (account === undefined || [account, reserved, reconcile, rollout].some(Token.isUnresolved)) return []
  if (reserved !== undefined && reserved > account - UNRESERVED) {
    const rest = Math.max(0, account - UNRESERVED)
    return [
      `serveConcurrency: Lambda keeps ${UNRESERVED} of the account's ${account} unreserved, so it can be ${rest} at most, but is ${reserved}`,
    ]
  }
  const left = account - (reserved ?? 0)
  if (reconcile + rollout < left) return []
  return [
    `accountConcurrency: reconcileConcurrency (${reconcile}) and rolloutConcurrency (${rollout}) together must be less than the ${left} that they share with everything else, or nobody is served`,
  ]
}
