import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import type { Message } from '../core/ports.ts'
import type { BatchResult, Delivery } from './batch.ts'
import { Malformed, readMessages } from './queue-messages.ts'
import { backoff, type Defer } from './sqs.ts'
import type { Telemetry } from './telemetry.ts'

export interface TakeOptions {
  readonly reconcileBatch: (deliveries: readonly Delivery[]) => Promise<BatchResult>
  readonly defer: Defer
  readonly telemetry: Pick<Telemetry, 'fault'>
}

/** A record, and what it asks for: nothing, where nobody can understand it. */
interface ReadRecord {
  readonly record: SQSRecord
  readonly receives: number
  readonly messages: readonly Message[]
  readonly malformed: Malformed | null
}

export function isSqsEvent(event: unknown): event is SQSEvent {
  return typeof event === 'object' && event !== null && 'Records' in event
}

/**
 * Takes a batch from SQS, and answers with its batch item failures (a partial batch response): a record fails when the
 * run of any of its keys does. It is then delivered again after a delay, and in the end goes to the dead-letter queue;
 * SQS deletes the others.
 */
export async function takeSqsBatch(
  { Records }: SQSEvent,
  { reconcileBatch, defer, telemetry }: TakeOptions,
): Promise<SQSBatchResponse> {
  async function putOff({ record, receives, malformed }: ReadRecord): Promise<void> {
    try {
      // A message that nobody understands will not be understood later: the sooner it is a dead letter the better.
      await defer(record, malformed === null ? backoff(receives) : 0)
    } catch (fault) {
      telemetry.fault(fault, { messageId: record.messageId }) // then it comes again after the queue's visibility timeout
    }
  }

  const batch = Records.map(read)
  for (const { record, malformed } of batch) {
    if (malformed !== null) telemetry.fault(malformed, { messageId: record.messageId })
  }
  const { faults } = await reconcileBatch(batch.flatMap(deliveriesOf))
  const failed = batch.filter(
    ({ messages, malformed }) => malformed !== null || messages.some(({ key }) => faults.has(key)),
  )
  await Promise.all(failed.map(putOff))
  return { batchItemFailures: failed.map(({ record }) => ({ itemIdentifier: record.messageId })) }
}

function read(record: SQSRecord): ReadRecord {
  const receives = Number(record.attributes.ApproximateReceiveCount)
  try {
    return { record, receives, messages: readMessages(record.body), malformed: null }
  } catch (error) {
    if (error instanceof Malformed) return { record, receives, messages: [], malformed: error }
    throw error
  }
}

function deliveriesOf({ messages, receives }: ReadRecord): Delivery[] {
  return messages.map((message) => Object.assign({ isRedelivered: receives > 1 }, message))
}
