import * as v from 'valibot'
import type { Ports, Queue } from '../core/ports.ts'
import { type DerivedLocation, readListed } from '../core/rollout.ts'
import type { Store } from '../stores/store.ts'
import type { BatchResult, Delivery } from './batch.ts'
import type { Telemetry } from './telemetry.ts'

const items = v.array(v.object({ Key: v.string() }))

/** What a Distributed Map hands over: a part of a bucket's listing, with keys as they are, and which bucket it is. */
const rolloutBatch = v.object({
  BatchInput: v.object({ rollout: v.picklist(['originals', 'processed', 'errors']) }),
  Items: items,
})

/** What the state machine of a rollout hands over when a batch of originals has failed for good. */
const leftovers = v.object({ leave: items })

export type RolloutBatch = v.InferOutput<typeof rolloutBatch>
type Leftovers = v.InferOutput<typeof leftovers>

/** What the rollout's report says of a batch. */
export interface RolloutResult {
  readonly keys: number
  readonly rendered: number
  readonly removed: number
  readonly refused: number
  /** How many wait until their originals are restored from an archive. */
  readonly archived: number
}

export function isRolloutBatch(event: unknown): event is RolloutBatch {
  return v.is(rolloutBatch, event)
}

/**
 * Rolls a configuration out over a part of a listing: reconciles its keys, and deletes what belongs to no key any more.
 * Originals that are not served need no look, for what is stored of them is listed where it is stored.
 *
 * @throws Error when anything of it failed, after all of it was tried: repeating what is done costs little
 */
export async function rollOut(
  ports: Ports,
  telemetry: Pick<Telemetry, 'fault' | 'count'>,
  reconcileBatch: (deliveries: readonly Delivery[]) => Promise<BatchResult>,
  { BatchInput: { rollout }, Items }: RolloutBatch,
): Promise<RolloutResult> {
  const { keys, strays } = sortOut(ports, rollout, Items)
  const { outcomes, faults } = await reconcileBatch(keys.map((key) => ({ key, rollout: true })))
  const deleted = await Promise.allSettled(strays.map(({ location, path }) => remove(ports[location], path)))
  const kept = deleted.filter((result) => result.status === 'rejected')
  for (const { reason } of kept) telemetry.fault(reason)
  const failed = faults.size + kept.length
  if (failed > 0) throw new Error(`${failed} of ${Items.length} failed; each is in the log with its reason`)
  telemetry.count('Removed', strays.length)
  const all = [...outcomes.values()]
  return {
    keys: all.length,
    rendered: all.reduce((sum, { rendered }) => sum + rendered.length, 0),
    removed: all.reduce((sum, { removed }) => sum + removed.length, strays.length),
    refused: all.filter(({ refused }) => refused !== null).length,
    archived: all.filter(({ isWaiting }) => isWaiting).length,
  }
}

function sortOut({ catalogue }: Ports, rollout: RolloutBatch['BatchInput']['rollout'], items: RolloutBatch['Items']) {
  const keys: string[] = []
  const strays: { readonly location: DerivedLocation; readonly path: string }[] = []
  for (const { Key } of items) {
    if (rollout === 'originals') {
      if (catalogue.serves(Key)) keys.push(Key)
      continue
    }
    const listed = readListed(catalogue, rollout, Key)
    if (listed === 'stray') strays.push({ location: rollout, path: Key })
    else if (listed !== 'foreign') keys.push(listed.key)
  }
  return { keys, strays }
}

async function remove(store: Store, path: string): Promise<void> {
  const head = await store.head(path)
  if (head !== null) await store.delete(path, head.etag)
}

export function isLeftovers(event: unknown): event is Leftovers {
  return v.is(leftovers, event)
}

/**
 * Leaves keys to the queue, each in a message of its own. The state machine does not send them itself, since SQS takes
 * no message with certain characters, and a state machine cannot escape them.
 */
export async function enqueueLeftovers(queue: Queue, { leave }: Leftovers): Promise<{ readonly queued: number }> {
  await Promise.all(leave.map(({ Key }) => queue.send({ key: Key })))
  return { queued: leave.length }
}
