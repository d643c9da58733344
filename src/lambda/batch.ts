import { createSemaphore } from '../core/semaphore.ts'
import { observe } from '../core/observe.ts'
import { mergeMessages, type Message, type Ports } from '../core/ports.ts'
import { type Reconciled, reconcile } from '../core/reconcile.ts'
import { joinPurges } from './invalidation.ts'
import type { Telemetry } from './telemetry.ts'
import { createTurns } from './fair-share.ts'

/** How many originals are in memory at once: while one is being fetched or stored, the other is decoded. */
const AT_ONCE = 2

export type Delivery = Message & { readonly isRedelivered?: boolean }

/** What became of every key, in either of the two. */
export interface Runs {
  readonly outcomes: ReadonlyMap<string, Reconciled>
  readonly faults: ReadonlyMap<string, unknown>
}

type Told = Pick<Telemetry, 'count' | 'fault'>

/**
 * Reconciles each key once, whatever is asked of it how often. Returns when all are through or have failed. What comes
 * again may be what took an earlier batch with it: it comes last, when the others are done, and by itself.
 *
 * @param until in ms, as `performance.now()` gives it: nothing is decoded after this
 */
export async function runAll(
  ports: Ports,
  telemetry: Told,
  deliveries: readonly Delivery[],
  until: number,
): Promise<Runs> {
  const all = [...joinByKey(deliveries).values()]
  const runs = { outcomes: new Map<string, Reconciled>(), faults: new Map<string, unknown>() }
  const fresh = all.filter(({ isRedelivered }) => isRedelivered !== true)
  await runTogether(ports, telemetry, fresh, until, runs)
  for (const delivery of all) {
    if (delivery.isRedelivered === true) await runTogether(ports, telemetry, [delivery], until, runs)
  }
  return runs
}

/** Has one purge for all. */
async function runTogether(
  ports: Ports,
  telemetry: Told,
  deliveries: readonly Delivery[],
  until: number,
  { outcomes, faults }: { outcomes: Map<string, Reconciled>; faults: Map<string, unknown> },
): Promise<void> {
  const semaphore = createSemaphore(AT_ONCE, Infinity)
  const enrol = createTurns(ports.openPicture, until)
  const joined = joinPurges(async (tags) => {
    await ports.purge(tags)
    telemetry.count('Purges', tags.length)
  }, deliveries.length)

  async function run(delivery: Delivery): Promise<void> {
    const turn = enrol()
    let release = await semaphore.acquire()
    // What waits for the others lets them in, or nobody would ever get to the purge.
    const purge = async (tags: readonly string[]) => {
      turn.over()
      release()
      await joined.purge(tags)
      release = await semaphore.acquire()
    }
    try {
      const outcome = await reconcile(
        { ...ports, openPicture: observe(turn.openPicture, ports.observer), purge },
        delivery,
      )
      outcomes.set(delivery.key, outcome)
      telemetry.count('Removed', outcome.removed.length)
      if (outcome.refused !== null) telemetry.count('Refused')
    } catch (fault) {
      faults.set(delivery.key, fault)
      telemetry.fault(fault, { key: delivery.key })
    } finally {
      turn.over()
      release()
      joined.over()
    }
  }

  await Promise.all(deliveries.map(run))
}

function joinByKey(deliveries: readonly Delivery[]): Map<string, Delivery> {
  const byKey = new Map<string, Delivery>()
  for (const delivery of deliveries) {
    const known = byKey.get(delivery.key) ?? delivery
    const isRedelivered = known.isRedelivered === true || delivery.isRedelivered === true
    byKey.set(delivery.key, { ...mergeMessages(known, delivery), isRedelivered })
  }
  return byKey
}
