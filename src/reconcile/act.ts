import { encode } from '../observed.ts'
import { escapeKey, printPath } from '../path.ts'
import type { Ports } from '../ports.ts'
import { errorObject, renditionObject, sourceOf } from '../stored.ts'
import type { Condition } from '../stores/store.ts'
import type { Seen } from './look.ts'
import type { ReadyPlan } from './plan.ts'

/** What an attempt at a plan did before it was through or was refused. */
export interface Acted {
  /** False: something was no longer as it was seen, and the rest was not tried. */
  isThrough: boolean
  /** Names of renditions that were stored. */
  rendered: string[]
  /** Names of renditions that were deleted. */
  removed: string[]
  /**
   * Something that an edge may hold was to be replaced or deleted. Also where that was refused: it may have been because
   * the first try had done it, and only its answer was lost.
   */
  hasReplaced: boolean
}

/** Carries out a plan. Every write holds only as long as what it replaces is what was seen. */
export async function act(ports: Ports, key: string, seen: Seen, plan: ReadyPlan): Promise<Acted> {
  const acted: Acted = { isThrough: false, rendered: [], removed: [], hasReplaced: false }
  if (!(await settleEntry(ports, key, seen, plan))) return acted
  for (const rendition of plan.render) {
    const before = seen.stored.get(rendition.name)
    const rendered = await encode(ports, plan.picture!, rendition)
    const object = renditionObject(key, sourceOf(seen.original!), rendition, rendered, ports.settings)
    const only: Condition = before === undefined ? 'absent' : { etag: before.etag }
    acted.hasReplaced ||= before !== undefined
    if ((await ports.processed.put(printPath(rendition.name, key), object, only)) === null) return acted
    acted.rendered.push(rendition.name)
  }
  for (const name of plan.remove) {
    acted.hasReplaced = true
    if (!(await ports.processed.delete(printPath(name, key), seen.stored.get(name)!.etag))) return acted
    acted.removed.push(name)
  }
  return { ...acted, isThrough: true }
}

/** First of all: with the entry written, a run that dies before the deletions is taken up without reading the original again. */
async function settleEntry(ports: Ports, key: string, seen: Seen, { entry }: ReadyPlan): Promise<boolean> {
  const at = escapeKey(key)
  if (entry === 'keep') return true
  if (entry === 'delete') return ports.errors.delete(at, seen.broken!.etag)
  const { refusal, copy, contentType } = entry
  const object = errorObject(
    {
      reason: refusal.reason,
      detail: refusal.message,
      source: sourceOf(seen.original!),
      decodeRecipe: ports.catalogue.decodeRecipe,
    },
    copy,
    contentType,
  )
  return (await ports.errors.put(at, object, seen.broken === null ? 'absent' : { etag: seen.broken.etag })) !== null
}
