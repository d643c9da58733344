import { observe } from '../core/observe.ts'
import { mergeMessages, type Message, type Ports } from '../core/ports.ts'
import { reconcile, type Reconciled } from '../core/reconcile.ts'
import { createSemaphore } from '../core/semaphore.ts'
import type { OpenPicture } from '../image/picture.ts'
import { createFairShare, LEAST_MS, noTimeLeft } from './fair-share.ts'
import { type CoalescedPurges, coalescePurges } from './invalidation.ts'
import { timePurges, type TimedPurges } from './purge-time.ts'
import { countsOf, type Telemetry } from './telemetry.ts'

/** How many originals are in memory at once: while one is being fetched or stored, the other is decoded. */
const AT_ONCE = 2

export type Delivery = Message & { readonly isRedelivered?: boolean }

/** What became of every key: each is in one of the two. */
export interface BatchResult {
  readonly outcomes: ReadonlyMap<string, Reconciled>
  readonly faults: ReadonlyMap<string, unknown>
}

type Told = Pick<Telemetry, 'count' | 'fault' | 'archived'>

/**
 * Reconciles each key of a batch once, however often it is asked for. Returns when every key is done or has failed. A
 * message that is delivered again may be the one that took an earlier batch with it: so its key comes last, when the
 * others are done, and those are worked on one after another. They share a purge all the same, or a batch of purges that
 * CloudFront has refused would come back as many calls in place of one (decision 042). Where time is short, the others'
 * purge joins theirs.
 *
 * @param until in ms, as `performance.now()` gives it: nothing is decoded after this
 */
export async function reconcileBatch(
  ports: Ports,
  telemetry: Told,
  deliveries: readonly Delivery[],
  until: number,
): Promise<BatchResult> {
  const all = [...joinByKey(deliveries).values()]
  const result = { outcomes: new Map<string, Reconciled>(), faults: new Map<string, unknown>() }
  const isAgain = ({ isRedelivered }: Delivery) => isRedelivered === true
  const [fresh, again] = [all.filter((one) => !isAgain(one)), all.filter(isAgain)]
  const timed = timePurges(async (tags) => {
    await ports.purge(tags)
    telemetry.count('Purges', tags.length)
  }, until)
  const last = coalescePurges(timed.purge, again.length + 1) // the fresh ones are as one run of it
  const { promise: wait, resolve: leaveToLast } = Promise.withResolvers<void>()
  const first = coalescePurges((tags) => {
    if (timed.leaves(0)) return timed.purge(tags)
    leaveToLast()
    return last.purge(tags)
  }, fresh.length)

  const work = { ports, telemetry, until, result, timed }
  const done = reconcileTogether(fresh, AT_ONCE, first, work).finally(last.ended)
  await Promise.race([done, wait])
  await Promise.all([done, reconcileTogether(again, 1, last, work)])
  telemetry.archived([...result.outcomes].filter(([, { isWaiting }]) => isWaiting).map(([key]) => key))
  return result
}

interface Work {
  readonly ports: Ports
  readonly telemetry: Told
  readonly until: number
  readonly result: { readonly outcomes: Map<string, Reconciled>; readonly faults: Map<string, unknown> }
  readonly timed: TimedPurges
}

/** Reconciles the keys, so many side by side, with one purge for all of them. */
async function reconcileTogether(
  deliveries: readonly Delivery[],
  atOnce: number,
  purges: CoalescedPurges,
  { ports, telemetry, until, result: { outcomes, faults }, timed }: Work,
): Promise<void> {
  const semaphore = createSemaphore(atOnce, Infinity)
  const enrol = createFairShare(ports.openPicture, until)

  /** If this one ends the function, nobody's purge is to be lost with it. */
  async function purgeWhatIsOwed(): Promise<void> {
    if (!purges.isOwed()) return
    if (!timed.leaves(LEAST_MS)) throw noTimeLeft() // so the purge can wait for those of the others
    await purges.flush()
  }

  async function run(delivery: Delivery): Promise<void> {
    const sharing = atOnce > 1 ? enrol() : undefined
    let release = await semaphore.acquire()
    const share = sharing ?? enrol() // by itself: all of the time that is left
    const openPicture: OpenPicture = async (...asked) => {
      if (atOnce === 1) await purgeWhatIsOwed()
      if (timed.isOver()) throw noTimeLeft()
      return share.openPicture(...asked)
    }
    // A run that waits for the others must let them in, or nobody would ever get to the purge.
    const purge = async (tags: readonly string[]) => {
      share.waive()
      release()
      await purges.purge(tags)
      release = await semaphore.acquire()
    }
    try {
      const observed = observe(openPicture, ports.observer) // waiting for the decoder is part of its time
      const outcome = await reconcile({ ...ports, openPicture: observed, purge }, delivery)
      outcomes.set(delivery.key, outcome)
      telemetry.count('Removed', outcome.removed.length)
      if (outcome.refused !== null) for (const name of countsOf(outcome.refused)) telemetry.count(name)
    } catch (fault) {
      faults.set(delivery.key, fault)
      telemetry.fault(fault, { key: delivery.key })
    } finally {
      share.waive()
      release()
      purges.ended()
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
