import { escapeKey, printPath } from '../../path.ts'
import type { Condition, ObjectHead } from '../../stores/store.ts'
import type { Ports } from '../ports.ts'
import { errorObject, renditionObject } from '../stored.ts'
import type { Seen } from './look.ts'
import type { ReadyPlan, Refuse, Render } from './plan.ts'

/** What an attempt at a plan did before it was through or was refused. */
export interface Acted {
  /** Whether all of it was done. If not, something was no longer as it was seen, and the rest was not tried. */
  isThrough: boolean
  /** Names of renditions that were stored. */
  rendered: string[]
  /** Names of renditions that were deleted. */
  removed: string[]
  /**
   * Whether something that an edge may hold was to be replaced or deleted, even where that was refused: the first try may
   * have done it, and only its answer was lost.
   */
  hasReplaced: boolean
}

/** Carries out a plan. Every write holds only as long as what it replaces is what was seen. */
export async function act(ports: Ports, key: string, seen: Seen, plan: ReadyPlan): Promise<Acted> {
  const acted: Acted = { isThrough: false, rendered: [], removed: [], hasReplaced: false }
  acted.isThrough =
    (await settleEntry(ports, key, seen, plan)) &&
    (plan.kind !== 'render' || (await store(ports, key, seen, plan, acted))) &&
    (await remove(ports, key, seen, plan, acted))
  return acted
}

/** Comes first: with the entry written, the run after one that dies before the deletions need not read the original again. */
async function settleEntry({ errors, catalogue }: Ports, key: string, seen: Seen, plan: ReadyPlan): Promise<boolean> {
  const at = escapeKey(key)
  if (plan.kind === 'refuse') {
    return (await errors.put(at, entryOf(plan, catalogue.decodeRecipe), inPlaceOf(seen.broken))) !== null
  }
  if (plan.entry === 'keep' || seen.broken === null) return true
  return errors.delete(at, seen.broken.etag)
}

function entryOf({ refusal, source, copy, contentType }: Refuse, decodeRecipe: string) {
  return errorObject({ reason: refusal.reason, detail: refusal.message, source, decodeRecipe }, copy, contentType)
}

async function store({ processed, settings }: Ports, key: string, seen: Seen, plan: Render, acted: Acted) {
  for (const { rendition, rendered } of plan.made) {
    const before = seen.stored.get(rendition.name)
    const object = renditionObject(key, plan, rendition, rendered, settings)
    acted.hasReplaced ||= before !== undefined
    if ((await processed.put(printPath(rendition.name, key), object, inPlaceOf(before))) === null) return false
    acted.rendered.push(rendition.name)
  }
  return true
}

async function remove({ processed }: Ports, key: string, seen: Seen, plan: ReadyPlan, acted: Acted) {
  for (const name of plan.remove) {
    const before = seen.stored.get(name)
    if (before === undefined) continue
    acted.hasReplaced = true
    if (!(await processed.delete(printPath(name, key), before.etag))) return false
    acted.removed.push(name)
  }
  return true
}

function inPlaceOf(before: ObjectHead | null | undefined): Condition {
  return before == null ? 'absent' : { etag: before.etag }
}
