import { Changed, type Reason } from './errors.ts'
import { isAddressable } from './path.ts'
import { type Message, type Ports, SWEEP_MS } from './ports.ts'
import { act } from './reconcile/act.ts'
import { isAsSeen, look, type Seen } from './reconcile/look.ts'
import { type Plan, touchesStored } from './reconcile/plan.ts'
import { prepare } from './reconcile/prepare.ts'
import { cacheTag } from './stored.ts'

const ROUNDS = 3

/** What one run did. */
export interface Outcome {
  readonly rendered: readonly string[]
  readonly removed: readonly string[]
  readonly hasPurged: boolean
  /** Why the original has no renditions, where this run found that out. */
  readonly refused: Reason | null
}

/** The key kept changing while it was worked on; the queue brings it back. */
class Unsettled extends Error {
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
 * @throws any fault of a store, the queue or the purge, and `Unsettled`: the message must then be delivered again
 */
export async function reconcile(ports: Ports, message: Message & { isRedelivered?: boolean }): Promise<Outcome> {
  const { key } = message
  const run = {
    rendered: new Set<string>(),
    removed: new Set<string>(),
    hasReplaced: false,
    refused: null as Reason | null,
  }
  if (!isAddressable(key, ports.catalogue.longestName)) return outcome(run, false)
  const intend = createIntend(ports, message)
  for (let round = 1; round <= ROUNDS; round += 1) {
    const seen = await look(ports, key)
    const plan = await prepareUnlessChanged(ports, key, seen)
    if (plan === null) continue
    await intend(plan, seen)
    const acted = await act(ports, key, seen, plan)
    for (const name of acted.rendered) run.rendered.add(name)
    for (const name of acted.removed) run.removed.add(name)
    run.hasReplaced ||= acted.hasReplaced
    if (!acted.isThrough) continue
    run.refused = typeof plan.entry === 'string' ? null : plan.entry.refusal.reason
    const mustPurge = run.hasReplaced || message.purge === true || message.isRedelivered === true
    if (mustPurge) await ports.purge([cacheTag(key)])
    if (await isAsSeen(ports, key, seen)) return outcome(run, mustPurge)
  }
  throw new Unsettled(key)
}

/** Asks for the sweep before anything is changed, so that a run that dies has somebody coming after it. */
function createIntend({ queue }: Ports, { key, sweep }: Message): (plan: Plan, seen: Seen) => Promise<void> {
  let asked: 'nothing' | 'plain' | 'purging' = sweep === true ? 'plain' : 'nothing'
  return async (plan, seen) => {
    if (touchesStored(plan, seen)) {
      if (asked !== 'purging') await queue.send({ key, sweep: true, purge: true }, SWEEP_MS)
      asked = 'purging'
    } else if (asked === 'nothing') {
      await queue.send({ key, sweep: true }, SWEEP_MS)
      asked = 'plain'
    }
  }
}

async function prepareUnlessChanged(ports: Ports, key: string, seen: Seen): ReturnType<typeof prepare> {
  try {
    return await prepare(ports, key, seen)
  } catch (error) {
    if (error instanceof Changed) return null
    throw error
  }
}

function outcome(
  run: { rendered: Set<string>; removed: Set<string>; refused: Reason | null },
  hasPurged: boolean,
): Outcome {
  return { rendered: [...run.rendered], removed: [...run.removed], hasPurged, refused: run.refused }
}
