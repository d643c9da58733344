import * as v from 'valibot'
import { parsePath, unescapeKey } from '../path.ts'
import type { Ports } from '../ports.ts'
import type { Delivery, Runs } from './run-all.ts'
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
 * Rolls a configuration out over a part of a listing: reconciles the keys, and deletes the paths that no rendition has
 * any more.
 *
 * @throws Error when anything of it failed, after all of it was tried: repeating it costs little for what is done
 */
export async function rollOut(
  ports: Ports,
  telemetry: Pick<Telemetry, 'fault' | 'count'>,
  runAll: (deliveries: readonly Delivery[]) => Promise<Runs>,
  { BatchInput: { rollout }, Items }: RolloutBatch,
): Promise<RolloutResult> {
  const keys: string[] = []
  const strays: string[] = []
  for (const { Key } of Items) {
    const key = keyOf(ports, rollout, Key)
    if (key !== null) keys.push(key)
    else if (rollout === 'processed') strays.push(Key)
  }
  const { outcomes, faults } = await runAll(keys.map((key) => ({ key, rollout: true })))
  const deleted = await Promise.allSettled(strays.map((path) => remove(ports, path)))
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

/** The key of an original that a listed object belongs to, or `null` where it belongs to none. */
function keyOf({ catalogue }: Ports, rollout: RolloutBatch['BatchInput']['rollout'], listed: string): string | null {
  if (rollout === 'originals') return listed
  if (rollout === 'errors') return unescapeKey(listed)
  const parsed = parsePath(listed, catalogue.longestName)
  return parsed !== null && catalogue.renditions.has(parsed.name) ? parsed.key : null
}

async function remove({ processed }: Ports, path: string): Promise<void> {
  const head = await processed.head(path)
  if (head !== null) await processed.delete(path, head.etag)
}
