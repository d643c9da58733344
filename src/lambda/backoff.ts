import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { SQSRecord } from 'aws-lambda'

const FIRST_S = 10
const LAST_S = 900

/**
 * How long a message waits that has failed so many times, in s: twice as long each time, up to a quarter of an hour. The
 * half of it is left to chance, so that what failed together does not come back together. With the receives that the
 * queue allows, a message outlives an hour in which S3 answers nothing.
 */
export function delayAfter(receives: number, random: number = Math.random()): number {
  const longest = Math.min(LAST_S, FIRST_S * 2 ** (receives - 1))
  return Math.ceil((longest * (1 + random)) / 2)
}

/** Has a message delivered again after a delay in s. */
export type Defer = (record: SQSRecord, delay: number) => Promise<void>

export function deferIn(client: SQSClient, url: string): Defer {
  return async ({ receiptHandle: ReceiptHandle }, VisibilityTimeout) => {
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout }))
  }
}
