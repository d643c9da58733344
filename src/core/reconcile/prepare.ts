import { Archived, orRefused, Refused, Unfinished } from '../../errors.ts'
import { type Original, openOriginal } from '../original.ts'
import type { Ports } from '../ports.ts'
import type { Seen } from './look.ts'
import { make } from './make.ts'
import { clear, isIdle, planFor, type ReadyPlan, type Refuse, type Want, whileArchived } from './plan.ts'
import type { Retry } from './retry.ts'

/**
 * Decides what is to be done, and makes all that it takes: nothing is changed yet, and nothing can end without a verdict
 * any more once something is. Returns `null` when the original is no longer what was seen.
 *
 * @throws whatever keeps the originals from answering, before an absence is believed; Unjudged; Unfinished where the
 * original may become a picture yet
 */
export async function prepare(ports: Ports, key: string, seen: Seen, retry: Retry): Promise<ReadyPlan | null> {
  const plan = planFor(key, seen, ports.catalogue)
  if (plan.kind === 'clear') {
    if (seen.original === null && !isIdle(plan)) await ports.originals.answers()
    return plan
  }
  const original = await openUnlessArchived(ports, key)
  if (original === null) return null
  // The head may have told of a copy that has expired since. It is not asked again: it may keep saying so.
  if (original === 'archived') return whileArchived(seen, plan.source, plan)
  if (original.source !== plan.source) {
    await original.close()
    return null
  }
  const ready = await examine(ports, key, seen, plan, original, retry)
  if (original.isYoung && !isFinal(ready)) throw new Unfinished()
  return ready
}

async function openUnlessArchived(ports: Ports, key: string): Promise<Original | 'archived' | null> {
  try {
    return await openOriginal(ports, key)
  } catch (error) {
    if (error instanceof Archived) return 'archived'
    throw error
  }
}

/** Whether what is still to come of the original would change nothing in this. */
function isFinal(plan: ReadyPlan): boolean {
  return plan.kind === 'render' || isIdle(plan) || (plan.kind === 'refuse' && plan.refusal.reason === 'too-many-bytes')
}

async function examine(
  ports: Ports,
  key: string,
  seen: Seen,
  plan: Want,
  original: Original,
  retry: Retry,
): Promise<ReadyPlan> {
  const { verdict, focus } = original
  if (verdict === 'other') {
    await original.close()
    return clear(seen, seen.broken === null ? 'keep' : 'delete')
  }
  if (verdict instanceof Refused && verdict.reason === 'too-many-bytes') {
    await original.close()
    return refuse(seen, plan, original, verdict, new Uint8Array())
  }
  const bytes = await original.bytes()
  if (verdict instanceof Refused) return refuse(seen, plan, original, verdict, bytes)
  const made = await orRefused(retry((effort) => make(ports, key, seen, plan, { bytes, focus }, effort)))
  if (made instanceof Refused) return refuse(seen, plan, original, made, bytes)
  const { source, remove, entry } = plan
  return { kind: 'render', source, isDrawing: original.kind === 'svg', made, remove, entry }
}

function refuse(seen: Seen, { source }: Want, { contentType }: Original, refusal: Refused, copy: Uint8Array): Refuse {
  return { kind: 'refuse', source, refusal, copy, contentType, remove: [...seen.stored.keys()] }
}
