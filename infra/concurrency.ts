import { Token } from 'aws-cdk-lib'
import { batchesWithin, NEW_ACCOUNT, type Batches } from '../src/config/concurrency.ts'
import type { ImageServiceProps } from './props.ts'

/** What Lambda keeps from being reserved: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const UNRESERVED = 100

/** Divides what the account allows, but for what is said of one of both. */
export function divideConcurrency(props: ImageServiceProps): Batches {
  const { accountConcurrency = NEW_ACCOUNT, serveConcurrency = 0 } = props
  // What is reserved for serve is not there for others.
  const shared = props.accountConcurrency === undefined ? NEW_ACCOUNT : accountConcurrency - serveConcurrency
  const { reconcile, rollout } = batchesWithin(shared)
  return { reconcile: props.reconcileConcurrency ?? reconcile, rollout: props.rolloutConcurrency ?? rollout }
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
