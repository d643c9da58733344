import * as v from 'valibot'
import type { Message } from '../core/ports.ts'
import { decodeKey } from '../stores/s3/response.ts'

const key = v.pipe(v.string(), v.minLength(1))

/** An S3 event notification: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
const notification = v.object({
  Records: v.array(
    v.object({
      // A new minor version only adds, they say; a new major version may mean something else by the same words.
      eventVersion: v.pipe(v.string(), v.regex(/^2\./)),
      eventSource: v.literal('aws:s3'),
      s3: v.object({ object: v.object({ key }) }),
    }),
  ),
})

/** What S3 sends to find out whether it may, when it is told to notify. */
const test = v.object({ Event: v.literal('s3:TestEvent') })

/** An event of S3 as EventBridge sends it: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
const bridged = v.object({ source: v.literal('aws.s3'), detail: v.object({ object: v.object({ key }) }) })

const own = v.strictObject({
  key: v.string(),
  sweep: v.exactOptional(v.boolean()),
  purge: v.exactOptional(v.boolean()),
  rollout: v.exactOptional(v.boolean()),
})

/** A poison message: nobody could understand it however often it came. */
export class Malformed extends Error {
  override name = 'Malformed'
}

/**
 * Parses the body of a message of the queue: an S3 event notification, an event that EventBridge sends on, or a message
 * of our own. Whichever way the news of an object came, its key is to be looked at.
 *
 * @throws Malformed
 */
export function readMessages(body: string): Message[] {
  const value = parse(body)
  if (v.is(notification, value)) return value.Records.map(({ s3 }) => ({ key: readKey(s3.object.key) }))
  if (v.is(test, value)) return []
  if (v.is(bridged, value)) return [{ key: value.detail.object.key }]
  if (v.is(own, value)) return [value]
  throw new Malformed('the message is neither of S3, nor of EventBridge about S3, nor our own')
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    throw new Malformed('the message is no JSON')
  }
}

/** S3 writes a key into a notification as into a listing. */
function readKey(encoded: string): string {
  try {
    return decodeKey(encoded)
  } catch {
    throw new Malformed('the key in the message is not well encoded')
  }
}
