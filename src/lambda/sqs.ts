import {
  ChangeMessageVisibilityCommand,
  SendMessageCommand,
  SQSClient,
  type SQSClientConfig,
} from '@aws-sdk/client-sqs'
import type { SQSRecord } from 'aws-lambda'
import type { Queue } from '../core/ports.ts'
import { asciiJson } from '../printable.ts'

/** How long to wait for a connection, in ms. */
const CONNECT_TIMEOUT = 1500
/** How long a connection may be idle while an answer does not come, in ms: SQS takes some ten. */
const IDLE_TIMEOUT = 2000

/**
 * A client that gives up: of itself the SDK waits without end for who takes a connection and says nothing, and a request for
 * a broken picture, which tells the queue of it first, would be cut off after 29 s. The SDK's three tries take 6.3 s like this.
 */
export function createSqsClient(config: SQSClientConfig = {}): SQSClient {
  return new SQSClient({
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT, socketTimeout: IDLE_TIMEOUT },
    ...config,
  })
}

/** SQS delays a message by 15 minutes at most. */
const LONGEST_DELAY_MS = 900_000

/** The queue port, kept by SQS. */
export function sqsQueue(client: SQSClient, url: string): Queue {
  return {
    async send(message, delayMs = 0) {
      if (delayMs > LONGEST_DELAY_MS) throw new RangeError(`SQS cannot delay a message by ${delayMs} ms`)
      const DelaySeconds = Math.ceil(delayMs / 1000)
      await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: asciiJson(message), DelaySeconds }))
    },
  }
}

/** Has a message delivered again after a delay in s. */
export type Defer = (record: SQSRecord, delay: number) => Promise<void>

/** Defers a message that was received, by changing its visibility timeout. */
export function sqsDefer(client: SQSClient, url: string): Defer {
  return async ({ receiptHandle: ReceiptHandle }, VisibilityTimeout) => {
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout }))
  }
}

/** The longest delay after the first failure and the longest after any, in s. */
const FIRST_S = 10
const LAST_S = 900

/**
 * Exponential backoff with jitter: how long a message waits that has failed so many times, in s. The delay doubles each
 * time, up to a quarter of an hour; half of it is left to chance, so that what failed together does not come back
 * together. With the receives that the queue allows, a message outlives an hour in which S3 answers nothing.
 */
export function backoff(receives: number, random: number = Math.random()): number {
  const longest = Math.min(LAST_S, FIRST_S * 2 ** (receives - 1))
  return Math.ceil((longest * (1 + random)) / 2)
}
