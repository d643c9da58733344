import { Refused } from '../errors.ts'
import { decode } from '../observed.ts'
import { type Original, openOriginal } from '../original.ts'
import type { Ports } from '../ports.ts'
import { sourceOf } from '../stored.ts'
import type { Seen } from './look.ts'
import { type Plan, planFor, type ReadyPlan, withoutRenditions } from './plan.ts'

/**
 * Decides what is to be done, reading and decoding the original where that needs it; nothing is changed yet. Returns
 * `null` when the original is no longer what was seen.
 *
 * @throws whatever keeps the originals from answering, before an absence is believed
 */
export async function prepare(ports: Ports, key: string, seen: Seen): Promise<ReadyPlan | null> {
  const plan = planFor(key, seen, ports.catalogue)
  if (seen.original === null) {
    if (plan.remove.length > 0 || plan.entry !== 'keep') await ports.originals.answers()
    return { ...plan, picture: null }
  }
  if (plan.render.length === 0) return { ...plan, picture: null }
  const original = await openOriginal(ports, key)
  if (original === null) return null
  if (original.source !== sourceOf(seen.original)) {
    await original.close()
    return null
  }
  return examine(ports, seen, plan, original)
}

async function examine(ports: Ports, seen: Seen, plan: Plan, original: Original): Promise<ReadyPlan> {
  const { verdict, contentType } = original
  if (verdict === 'other') {
    await original.close()
    return { ...withoutRenditions(seen, seen.broken === null ? 'keep' : 'delete'), picture: null }
  }
  if (verdict instanceof Refused && verdict.reason === 'too-many-bytes') {
    await original.close()
    return refused(seen, verdict, new Uint8Array(), contentType)
  }
  const bytes = await original.bytes()
  if (verdict instanceof Refused) return refused(seen, verdict, bytes, contentType)
  try {
    const picture = await decode(ports, bytes, original.focus)
    return { ...plan, picture }
  } catch (error) {
    if (error instanceof Refused) return refused(seen, error, bytes, contentType)
    throw error
  }
}

function refused(seen: Seen, refusal: Refused, copy: Uint8Array, contentType: string | undefined): ReadyPlan {
  return { ...withoutRenditions(seen, { refusal, copy, contentType }), picture: null }
}
