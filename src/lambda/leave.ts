import * as v from 'valibot'
import type { Queue } from '../core/ports.ts'

/** What the state machine of a rollout hands over when a batch has failed for good. */
const invocation = v.object({ leave: v.array(v.object({ Key: v.string() })) })

type Leaving = v.InferOutput<typeof invocation>

export function isLeaving(event: unknown): event is Leaving {
  return v.is(invocation, event)
}

/**
 * Leaves keys to the queue, each in a message of its own. The state machine does not send them itself, since it can write
 * no key with a character in it that SQS does not take.
 */
export async function leaveToQueue(queue: Queue, { leave }: Leaving): Promise<{ readonly queued: number }> {
  await Promise.all(leave.map(({ Key }) => queue.send({ key: Key })))
  return { queued: leave.length }
}
