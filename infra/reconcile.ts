import type { Distribution } from 'aws-cdk-lib/aws-cloudfront'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { createFunction, type FunctionsProps } from './functions.ts'
import { allow, allowLooking, allowObjects } from './permissions.ts'
import { RECONCILE } from './times.ts'

/** Few enough that all of them, if they are large photos, are done in the function's time. */
const BATCH = 5

/**
 * The function that makes what is stored agree with the originals.
 *
 * @param concurrency how many batches of the queue may be at work at once
 */
export function createReconcile(
  scope: Construct,
  props: FunctionsProps,
  distribution: Distribution,
  concurrency: number,
): LambdaFunction {
  const { stores, queues, settings } = props
  const reconcile = createFunction(scope, 'Reconcile', props, {
    name: 'reconcile',
    description: 'Sizewright: makes the stored renditions agree with their originals',
    timeout: RECONCILE,
    environment: { SIZEWRIGHT_DISTRIBUTION_ID: distribution.distributionId },
  })
  const role = reconcile.role!
  allowLooking(role, stores, settings.prefixes)
  allowObjects(role, ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], stores.processed)
  allowObjects(role, ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'], stores.errors)
  allow(role, ['cloudfront:CreateInvalidation'], [distribution.distributionArn])
  allow(
    role,
    [
      'sqs:SendMessage',
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:ChangeMessageVisibility', // the first delays after a failure are shorter than the queue's
      'sqs:GetQueueAttributes',
    ],
    [queues.queue.queueArn],
  )
  // Not `SqsEventSource`: it would add statements of its own.
  reconcile.addEventSourceMapping('QueueMapping', {
    eventSourceArn: queues.queue.queueArn,
    batchSize: BATCH,
    maxConcurrency: concurrency,
    reportBatchItemFailures: true,
  })
  return reconcile
}
