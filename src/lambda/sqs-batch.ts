import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { type Defer, delayAfter } from './backoff.ts'
import { Malformed, readMessages } from './queue-messages.ts'
import type { Message } from '../core/ports.ts'
import type { Delivery, Runs } from './batch.ts'
import type { Telemetry } from './telemetry.ts'

export interface TakeBatchOptions {
  readonly runAll: (deliveries: readonly Delivery[]) => Promise<Runs>
  readonly defer: Defer
  readonly telemetry: Pick<Telemetry, 'fault'>
}

/** A record, and what it asks for; nothing, where nobody can understand it. */
interface Read {
  readonly record: SQSRecord
  readonly receives: number
  readonly messages: readonly Message[]
  readonly malformed: Malformed | null
}

/**
 * Takes a batch from SQS. A record fails when the run of any of its keys does, and then comes again after a delay, in the
 * end among the dead letters; the others are done with.
 */
export function createTakeBatch({ runAll, defer, telemetry }: TakeBatchOptions) {
  async function putOff({ record, receives, malformed }: Read): Promise<void> {
    try {
      // What nobody understands is not going to be understood later: the sooner it is among the dead letters the better.
      await defer(record, malformed === null ? delayAfter(receives) : 0)
    } catch (fault) {
      telemetry.fault(fault, { message: record.messageId }) // then it comes again when the queue's own time is up
    }
  }

  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const batch = Records.map(read)
    for (const { record, malformed } of batch) {
      if (malformed !== null) telemetry.fault(malformed, { message: record.messageId })
    }
    const { faults } = await runAll(batch.flatMap(deliveriesOf))
    const failed = batch.filter(
      ({ messages, malformed }) => malformed !== null || messages.some(({ key }) => faults.has(key)),
    )
    await Promise.all(failed.map(putOff))
    return { batchItemFailures: failed.map(({ record }) => ({ itemIdentifier: record.messageId })) }
  }
}

function read(record: SQSRecord): Read {
  const receives = Number(record.attributes.ApproximateReceiveCount)
  try {
    return { record, receives, messages: readMessages(record.body), malformed: null }
  } catch (error) {
    if (error instanceof Malformed) return { record, receives, messages: [], malformed: error }
    throw error
  }
}

function deliveriesOf({ messages, receives }: Read): Delivery[] {
  return messages.map((message) => Object.assign({ isRedelivered: receives > 1 }, message))
}
