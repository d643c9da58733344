import { CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { SQSClient } from '@aws-sdk/client-sqs'
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { createDecoderPool } from '../decoders/pool.ts'
import { deferIn } from './backoff.ts'
import { connect } from './deployment.ts'
import { readEnvironment } from './environment.ts'
import { invalidateTags } from './invalidate.ts'
import { isLeaving, leaveToQueue } from './leave.ts'
import { isRolloutBatch, rollOut, type RolloutResult } from './rollout-batch.ts'
import { type Delivery, runAll } from './batch.ts'
import { createTakeBatch } from './sqs-batch.ts'
import { createTelemetry } from './telemetry.ts'

const { SIZEWRIGHT_DISTRIBUTION_ID, SIZEWRIGHT_QUEUE_URL } = readEnvironment([
  'SIZEWRIGHT_DISTRIBUTION_ID',
  'SIZEWRIGHT_QUEUE_URL',
])
const telemetry = createTelemetry()
const { openPicture } = createDecoderPool({ size: 1, warm: 1 }) // there is one core
const purge = invalidateTags(new CloudFrontClient(), SIZEWRIGHT_DISTRIBUTION_ID)
const ports = connect(import.meta.url, telemetry, purge, openPicture)
const defer = deferIn(new SQSClient(), SIZEWRIGHT_QUEUE_URL)
/** In ms, of the function's time: to store, purge, and hand back what failed, when the last original is decoded. */
const RESERVE_MS = 15_000

/** Reconciles what a batch of the queue, or of a rollout, asks for. */
export async function handler(
  event: unknown,
  context: Context,
): Promise<SQSBatchResponse | RolloutResult | { readonly queued: number }> {
  const until = performance.now() + context.getRemainingTimeInMillis() - RESERVE_MS
  const run = (deliveries: readonly Delivery[]) => runAll(ports, telemetry, deliveries, until)
  return telemetry.during(context, async () => {
    if (isRolloutBatch(event)) return rollOut(ports, telemetry, run, event)
    if (isLeaving(event)) return leaveToQueue(ports.queue, event)
    if (isBatch(event)) return createTakeBatch({ runAll: run, defer, telemetry })(event)
    throw new Error('it is invoked by its queue or by a rollout, with nothing else')
  })
}

function isBatch(event: unknown): event is SQSEvent {
  return typeof event === 'object' && event !== null && 'Records' in event
}
