import { Changed, type Reason } from '../errors.ts'
import { isStorable } from '../path.ts'
import { type Message, type Ports, SWEEP_MS } from './ports.ts'
import { act } from './reconcile/act.ts'
import { isSameOriginal, look, lookAtOriginal, type Seen } from './reconcile/look.ts'
import { isIdle, type ReadyPlan, touchesOutdated, touchesStored } from './reconcile/plan.ts'
import { prepare } from './reconcile/prepare.ts'
import { createRetry, type Retry } from './reconcile/retry.ts'
import { cacheTag } from './stored.ts'

const ROUNDS = 3

/** What one run did. */
export interface Reconciled {
  readonly rendered: readonly string[]
  readonly removed: readonly string[]
  readonly hasPurged: boolean
  /** Why the original has no renditions, where this run found that out. */
  readonly refused: Reason | null
  /** Whether the original is archived, and something that is missing or outdated waits until it is restored. */
  readonly isWaiting: boolean
  /** What was found, where all was as it should be and the original was the same object before and after; else `null`. */
  readonly settled: Seen | null
}

/** The key kept changing while it was worked on; the queue brings it back. */
export class Unsettled extends Error {
  override name = 'Unsettled'

  constructor(key: string) {
    super(`${key} kept changing while it was worked on`)
  }
}

/**
 * Makes what is stored of a key agree with its original, whatever has happened to either. Runs for one key may overlap,
 * come in any order, and be repeated.
 *
 * @param message what was asked for; `isRedelivered` when an earlier run for this very message may have died
 * @throws any fault of a store, the queue or the purge, `Unjudged` and `Unsettled`: the message must then be delivered
 * again
 */
export async function reconcile(ports: Ports, message: Message & { isRedelivered?: boolean }): Promise<Reconciled> {
  const { key } = message
  const run = {
    rendered: new Set<string>(),
    removed: new Set<string>(),
    owesPurge: message.purge === true || message.isRedelivered === true,
    refused: null as Reason | null,
    isWaiting: false,
    settled: null as Seen | null,
  }
  if (!isStorable(key)) return outcome(run, false) // and there can never have been anything of it
  const intend = createIntend(ports, message)
  const retry = createRetry()
  for (let round = 1; round <= ROUNDS; round += 1) {
    const seen = await look(ports, key)
    const plan = await prepareUnlessChanged(ports, key, seen, retry)
    if (plan === null) continue
    const isUrgent = mustLeaveEdges(ports, message, plan, seen)
    await intend(plan, isUrgent)
    const acted = await act(ports, key, seen, plan)
    for (const name of acted.rendered) run.rendered.add(name)
    for (const name of acted.removed) run.removed.add(name)
    run.owesPurge ||= acted.hasReplaced && isUrgent
    if (!acted.isThrough) continue
    run.refused = plan.kind === 'refuse' ? plan.refusal.reason : null
    run.isWaiting = plan.kind === 'clear' && plan.isWaiting
    if (run.owesPurge) await ports.purge([cacheTag(key)])
    const now = await lookAtOriginal(ports, key)
    if (!isSameOriginal(seen.original, now)) continue
    const isSettled = isIdle(plan) && !plan.isWaiting && seen.original !== null
    run.settled = isSettled && now?.written === seen.original?.written ? seen : null
    return outcome(run, run.owesPurge)
  }
  if (run.owesPurge) await ports.purge([cacheTag(key)]) // now, as no run may follow: another one may have finished the message
  throw new Unsettled(key)
}

/**
 * Whether the edges must forget now what the plan replaces or deletes. During a rollout most of it can wait, since the
 * rollout empties the edges at its end and a purge by key costs money. Only a rendition of another original than today's
 * cannot wait. Where the key is no longer served, even that can, for the edges refuse it already.
 */
function mustLeaveEdges({ catalogue }: Ports, { key, rollout }: Message, plan: ReadyPlan, seen: Seen): boolean {
  if (rollout !== true) return touchesStored(plan, seen)
  return catalogue.serves(key) && touchesOutdated(plan, seen)
}

/**
 * Asks for the sweep before anything is changed, so that a run that dies has somebody coming after it. A rollout that
 * changes nothing asks for none: nothing happened to the key, so no writer is about that has not been seen to.
 */
function createIntend({ queue }: Ports, message: Message): (plan: ReadyPlan, isUrgent: boolean) => Promise<void> {
  const { key, sweep, rollout } = message
  let asked: 'nothing' | 'plain' | 'purging' = sweep === true ? 'plain' : 'nothing'
  return async (plan, isUrgent) => {
    if (rollout === true && isIdle(plan)) return
    if (isUrgent) {
      if (asked !== 'purging') await queue.send({ key, sweep: true, purge: true }, SWEEP_MS)
      asked = 'purging'
    } else if (asked === 'nothing') {
      await queue.send({ key, sweep: true }, SWEEP_MS)
      asked = 'plain'
    }
  }
}

async function prepareUnlessChanged(ports: Ports, key: string, seen: Seen, retry: Retry): ReturnType<typeof prepare> {
  try {
    return await prepare(ports, key, seen, retry)
  } catch (error) {
    if (error instanceof Changed) return null
    throw error
  }
}

function outcome(
  run: Pick<Reconciled, 'refused' | 'isWaiting' | 'settled'> & { rendered: Set<string>; removed: Set<string> },
  hasPurged: boolean,
): Reconciled {
  const { refused, isWaiting, settled } = run
  return { rendered: [...run.rendered], removed: [...run.removed], hasPurged, refused, isWaiting, settled }
}
