import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import { asciiJson } from '../printable.ts'
import type { Queue } from '../core/ports.ts'

/** SQS delays a message by 15 minutes at most. */
const LONGEST_DELAY_MS = 900_000

/** A queue that SQS keeps. */
export function sqsQueue(client: SQSClient, url: string): Queue {
  return {
    async send(message, delayMs = 0) {
      if (delayMs > LONGEST_DELAY_MS) throw new RangeError(`SQS cannot delay a message by ${delayMs} ms`)
      const DelaySeconds = Math.ceil(delayMs / 1000)
      await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: asciiJson(message), DelaySeconds }))
    },
  }
}
