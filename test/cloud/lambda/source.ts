import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import type { Queue, Received } from '../queue/queue.ts'
import { type LambdaFunction, resultOf } from './function.ts'

export interface SourceOptions {
  readonly queue: Queue
  readonly target: LambdaFunction
  readonly batchSize: number
  /** How many batches are worked on at once. */
  readonly concurrency: number
  /** Whether the function tells which messages of a batch have failed. */
  readonly reportsFailures: boolean
}

/** What takes messages from a queue and gives them to a function. */
export interface EventSource {
  /** Takes what can be seen now, and returns when nothing is left that can be seen or is being worked on. */
  drain(): Promise<void>
  busy(): number
}

export function createSource({ queue, target, batchSize, concurrency, reportsFailures }: SourceOptions): EventSource {
  const running = new Set<Promise<void>>()

  /** A batch that fails stays in the queue, and comes again when its time is up. */
  async function run(batch: readonly Received[]): Promise<void> {
    try {
      const result = await resultOf(await target.invoke(eventOf(queue, batch)))
      const failed = new Set(reportsFailures ? failuresOf(result) : [])
      for (const { messageId, receiptHandle } of batch) if (!failed.has(messageId)) queue.delete(receiptHandle)
    } catch {
      // The log of the function says why.
    }
  }

  function take(): void {
    while (running.size < concurrency) {
      const batch = queue.receive(batchSize)
      if (batch.length === 0) return
      const done = run(batch).finally(() => running.delete(done))
      running.add(done)
    }
  }

  return {
    async drain() {
      take()
      while (running.size > 0) {
        await Promise.race(running)
        take()
      }
    },
    busy: () => running.size,
  }
}

function failuresOf(result: unknown): string[] {
  const { batchItemFailures }: SQSBatchResponse = Object.assign({ batchItemFailures: [] }, result)
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
}

export function eventOf({ arn }: Queue, batch: readonly Received[]): SQSEvent {
  return {
    Records: batch.map(({ messageId, receiptHandle, body, receives, sentAt, firstReceivedAt }) => ({
      messageId,
      receiptHandle,
      body,
      attributes: {
        ApproximateReceiveCount: String(receives),
        SentTimestamp: String(sentAt),
        SenderId: 'AIDAEXAMPLE',
        ApproximateFirstReceiveTimestamp: String(firstReceivedAt),
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: arn,
      awsRegion: arn.split(':')[3] ?? '',
    })),
  }
}
