import * as v from 'valibot'
import { type DerivedLocation, readListed } from '../core/rollout.ts'
import type { Ports } from '../core/ports.ts'
import type { Delivery, Runs } from './batch.ts'
import type { Store } from '../stores/store.ts'
import type { Telemetry } from './telemetry.ts'

/** What a Distributed Map hands over: a part of a bucket's listing, and what the bucket is. Its keys are as they are. */
const invocation = v.object({
  BatchInput: v.object({ rollout: v.picklist(['originals', 'processed', 'errors']) }),
  Items: v.array(v.object({ Key: v.string() })),
})

export type RolloutBatch = v.InferOutput<typeof invocation>

/** What is put into the rollout's report. */
export interface RolloutResult {
  readonly keys: number
  readonly rendered: number
  readonly removed: number
  readonly refused: number
}

export function isRolloutBatch(event: unknown): event is RolloutBatch {
  return v.is(invocation, event)
}

/**
 * Rolls a configuration out over a part of a listing: reconciles the keys, and deletes what belongs to none any more.
 * Originals that are not served need no look: what is stored of them is found where it is stored.
 *
 * @throws Error when anything of it failed, after all of it was tried: repeating it costs little for what is done
 */
export async function rollOut(
  ports: Ports,
  telemetry: Pick<Telemetry, 'fault' | 'count'>,
  runAll: (deliveries: readonly Delivery[]) => Promise<Runs>,
  { BatchInput: { rollout }, Items }: RolloutBatch,
): Promise<RolloutResult> {
  const { keys, strays } = sortOut(ports, rollout, Items)
  const { outcomes, faults } = await runAll(keys.map((key) => ({ key, rollout: true })))
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
