import { createGate } from '../gate.ts'
import { merge } from '../merge.ts'
import type { Message, Ports } from '../ports.ts'
import { type Outcome, reconcile } from '../reconcile.ts'
import { joinPurges } from './purge.ts'
import type { Telemetry } from './telemetry.ts'

/** How many originals are in memory at once: while one is being fetched or stored, the other has the processor. */
const AT_ONCE = 2

export type Delivery = Message & { readonly isRedelivered?: boolean }

/** What became of every key, in either of the two. */
export interface Runs {
  readonly outcomes: ReadonlyMap<string, Outcome>
  readonly faults: ReadonlyMap<string, unknown>
}

/** Reconciles each key once, whatever is asked of it how often, with one purge for all. Returns when all are through or have failed. */
export async function runAll(
  ports: Ports,
  telemetry: Pick<Telemetry, 'count' | 'fault'>,
  deliveries: readonly Delivery[],
): Promise<Runs> {
  const byKey = joinByKey(deliveries)
  const gate = createGate(AT_ONCE, Infinity)
  const joined = joinPurges(async (tags) => {
    await ports.purge(tags)
    telemetry.count('Purges', tags.length)
  }, byKey.size)
  const outcomes = new Map<string, Outcome>()
  const faults = new Map<string, unknown>()

  async function run(delivery: Delivery): Promise<void> {
    let leave = await gate.enter()
    // What waits for the others lets them in, or nobody would ever get to the purge.
    const purge = async (tags: readonly string[]) => {
      leave()
      await joined.purge(tags)
      leave = await gate.enter()
    }
    try {
      const outcome = await reconcile({ ...ports, purge }, delivery)
      outcomes.set(delivery.key, outcome)
      telemetry.count('Removed', outcome.removed.length)
      if (outcome.refused !== null) telemetry.count('Refused')
    } catch (fault) {
      faults.set(delivery.key, fault)
      telemetry.fault(fault, { key: delivery.key })
    } finally {
      leave()
      joined.over()
    }
  }

  await Promise.all([...byKey.values()].map(run))
  return { outcomes, faults }
}

function joinByKey(deliveries: readonly Delivery[]): Map<string, Delivery> {
  const byKey = new Map<string, Delivery>()
  for (const delivery of deliveries) {
    const known = byKey.get(delivery.key) ?? delivery
    const isRedelivered = known.isRedelivered === true || delivery.isRedelivered === true
    byKey.set(delivery.key, { ...merge(known, delivery), isRedelivered })
  }
  return byKey
}
