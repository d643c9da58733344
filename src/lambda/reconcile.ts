import { CloudFrontClient } from '@aws-sdk/client-cloudfront'
import type { Context, SQSBatchResponse } from 'aws-lambda'
import { createDecoderPool } from '../decoders/pool.ts'
import { type Delivery, reconcileBatch } from './batch.ts'
import { connect, readEnvironment } from './deployment.ts'
import { invalidateTags, PURGE_TRIES } from './invalidation.ts'
import { purgeRetry } from './purge-retry.ts'
import { enqueueLeftovers, isLeftovers, isRolloutBatch, rollOut, type RolloutResult } from './rollout-batch.ts'
import { isSqsEvent, takeSqsBatch } from './sqs-batch.ts'
import { createSqsClient, sqsDefer } from './sqs.ts'
import { createTelemetry } from './telemetry.ts'

const { SIZEWRIGHT_DISTRIBUTION_ID, SIZEWRIGHT_QUEUE_URL } = readEnvironment([
  'SIZEWRIGHT_DISTRIBUTION_ID',
  'SIZEWRIGHT_QUEUE_URL',
])
const telemetry = createTelemetry()
const { openPicture } = createDecoderPool({ size: 1, warm: 1 }) // there is one core
const purge = invalidateTags(
  new CloudFrontClient({ maxAttempts: PURGE_TRIES, retryStrategy: purgeRetry }),
  SIZEWRIGHT_DISTRIBUTION_ID,
)
const ports = connect(import.meta.url, telemetry, purge, openPicture)
const defer = sqsDefer(createSqsClient(), SIZEWRIGHT_QUEUE_URL)
/** The part of the function's time, in ms, that is kept for storing, purging and handing back what failed. */
const RESERVE_MS = 15_000

/** The function behind the queue: reconciles what a batch of the queue, or of a rollout, asks for. */
export async function handler(
  event: unknown,
  context: Context,
): Promise<SQSBatchResponse | RolloutResult | { readonly queued: number }> {
  const until = performance.now() + context.getRemainingTimeInMillis() - RESERVE_MS
  const run = (deliveries: readonly Delivery[]) => reconcileBatch(ports, telemetry, deliveries, until)
  return telemetry.during(context, async () => {
    if (isRolloutBatch(event)) return rollOut(ports, telemetry, run, event)
    if (isLeftovers(event)) return enqueueLeftovers(ports.queue, event)
    if (isSqsEvent(event)) return takeSqsBatch(event, { reconcileBatch: run, defer, telemetry })
    throw new Error('it is invoked by its queue or by a rollout, with nothing else')
  })
}
