import type { Catalogue, Rendition } from '../catalogue.ts'
import type { Refused } from '../errors.ts'
import type { Picture } from '../image/picture.ts'
import { isCurrent, isStillRefused, readErrorEntry, sourceOf } from '../stored.ts'
import type { ObjectHead } from '../stores/store.ts'
import type { Seen } from './look.ts'

/** What has to be done about a key, decided from what was seen and nothing else. */
export interface Plan {
  /** Renditions to make, because they are missing or stale. */
  readonly render: readonly Rendition[]
  /** Names of stored renditions to delete. */
  readonly remove: readonly string[]
  /** What becomes of the error entry: it stays as it is, goes, or is written anew. */
  readonly entry: 'keep' | 'delete' | NewEntry
}

interface NewEntry {
  readonly refusal: Refused
  /** The original, unless it is too large to be copied. */
  readonly copy: Uint8Array
  readonly contentType: string | undefined
}

/** A plan with everything at hand that it needs: where it renders, the original is decoded. */
export interface ReadyPlan extends Plan {
  readonly picture: Picture | null
}

export function planFor(key: string, seen: Seen, catalogue: Catalogue): Plan {
  const { original, stored, broken } = seen
  if (original === null) return withoutRenditions(seen, broken === null ? 'keep' : 'delete')
  const source = sourceOf(original)
  const entry = broken === null ? null : readErrorEntry(broken)
  if (entry !== null && isStillRefused(entry, key, original, catalogue)) return withoutRenditions(seen, 'keep')
  const render: Rendition[] = []
  const remove: string[] = []
  for (const rendition of catalogue.renditions.values()) {
    const head = stored.get(rendition.name)
    if (head !== undefined && isCurrent(head, source, rendition)) continue
    if (rendition.prewarm) render.push(rendition)
    else if (head !== undefined) remove.push(rendition.name)
  }
  return { render, remove, entry: broken === null ? 'keep' : 'delete' }
}

/** The plan for a key that is to have no renditions. */
export function withoutRenditions(seen: Seen, entry: Plan['entry']): Plan {
  return { render: [], remove: [...seen.stored.keys()], entry }
}

/** Whether the plan replaces or deletes something that an edge may hold. */
export function touchesStored(plan: Plan, seen: Seen): boolean {
  return touched(plan, seen).length > 0
}

/** Whether some of that stems from another original than today's, and not only from another recipe. */
export function touchesOutdated(plan: Plan, seen: Seen): boolean {
  const source = seen.original === null ? null : sourceOf(seen.original)
  return touched(plan, seen).some(({ metadata }) => metadata['source'] !== source)
}

/** Whether the plan changes anything at all. */
export function isIdle({ render, remove, entry }: Plan): boolean {
  return render.length === 0 && remove.length === 0 && entry === 'keep'
}

function touched({ render, remove }: Plan, { stored }: Seen): ObjectHead[] {
  const names = [...remove, ...render.map(({ name }) => name)]
  return names.map((name) => stored.get(name)).filter((head) => head !== undefined)
}
