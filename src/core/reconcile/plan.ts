import type { Catalogue, Rendition } from '../../config/catalogue.ts'
import type { Refused } from '../../errors.ts'
import type { Rendered } from '../../recipe.ts'
import type { ObjectHead } from '../../stores/store.ts'
import { isCurrent, readErrorEntry, standingRefusal } from '../stored.ts'
import type { Seen } from './look.ts'

/** What has to be done about a key: it is decided from what was seen and nothing else. */
export type Plan = Clear | Want

/** A plan with all that it writes at hand, so that to carry it out is only to write. */
export type ReadyPlan = Clear | Render | Refuse

interface Removal {
  /** Names of stored renditions to delete. */
  readonly remove: readonly string[]
}

/** A plan by which nothing is made. */
export interface Clear extends Removal {
  readonly kind: 'clear'
  /** What becomes of the error entry. */
  readonly entry: 'keep' | 'delete'
  /** Whether more is to be done when the original, which is archived, has been restored. */
  readonly isWaiting: boolean
}

/** A plan for missing or stale renditions, which are yet to be made. */
export interface Want extends Removal {
  readonly kind: 'want'
  /** The source of the original that they are to be made of. */
  readonly source: string
  readonly renditions: readonly Rendition[]
  readonly entry: 'keep' | 'delete'
}

/** The missing or stale renditions have been made. */
export interface Render extends Removal {
  readonly kind: 'render'
  readonly source: string
  readonly isDrawing: boolean
  readonly made: readonly MadeRendition[]
  readonly entry: 'keep' | 'delete'
}

export interface MadeRendition {
  readonly rendition: Rendition
  readonly rendered: Rendered
}

/** Nothing can be made of the original, and an error entry is to say so. */
export interface Refuse extends Removal {
  readonly kind: 'refuse'
  readonly source: string
  readonly refusal: Refused
  /** The original, unless it is too large to be copied. */
  readonly copy: Uint8Array
  readonly contentType: string | undefined
}

/** Decides what a key needs. */
export function planFor(key: string, seen: Seen, catalogue: Catalogue): Plan {
  const { original, broken } = seen
  if (original === null) return clear(seen, broken === null ? 'keep' : 'delete')
  const { source } = original
  if (standingRefusal(broken, key, original, catalogue) !== null) return clear(seen, 'keep')
  const plan = renew(seen, source, catalogue)
  return original.isArchived === true ? whileArchived(seen, source, plan) : plan
}

/** The plan for a key whose original can be read. */
function renew({ stored, broken }: Seen, source: string, catalogue: Catalogue): Plan {
  const renditions: Rendition[] = []
  const remove: string[] = []
  for (const rendition of catalogue.renditions.values()) {
    const head = stored.get(rendition.name)
    if (head !== undefined && isCurrent(head, source, rendition)) continue
    if (rendition.prewarm) renditions.push(rendition)
    else if (head !== undefined) remove.push(rendition.name)
  }
  const entry = broken === null ? 'keep' : 'delete'
  return renditions.length === 0
    ? { kind: 'clear', remove, entry, isWaiting: false }
    : { kind: 'want', source, renditions, remove, entry }
}

/**
 * The plan while nobody can read the original: what was made of it stays, be its recipe older, for it could not be made
 * again; so does its error entry, as it could not be tried again. What stems from another original goes.
 *
 * @param plan what is to be done once it is restored
 */
export function whileArchived({ stored, broken }: Seen, source: string, plan: Plan): Clear {
  const others = [...stored].filter(([, { metadata }]) => metadata['source'] !== source)
  const remove = others.map(([name]) => name)
  const isOwn = broken !== null && readErrorEntry(broken)?.source === source
  const entry = isOwn ? 'keep' : plan.entry
  const isWaiting = plan.kind === 'want' || plan.remove.length > remove.length || plan.entry !== entry
  return { kind: 'clear', remove, entry, isWaiting }
}

/** The plan for a key that is to have no renditions. */
export function clear(seen: Seen, entry: Clear['entry']): Clear {
  return { kind: 'clear', remove: [...seen.stored.keys()], entry, isWaiting: false }
}

/** Whether the plan replaces or deletes something that an edge may hold. */
export function touchesStored(plan: ReadyPlan, seen: Seen): boolean {
  return touched(plan, seen).length > 0
}

/** Whether some of what the plan replaces or deletes stems from another original than today's, not only from another recipe. */
export function touchesOutdated(plan: ReadyPlan, seen: Seen): boolean {
  const source = seen.original?.source ?? null
  return touched(plan, seen).some(({ metadata }) => metadata['source'] !== source)
}

/** Whether the plan changes nothing at all. */
export function isIdle(plan: ReadyPlan): plan is Clear {
  return plan.kind === 'clear' && plan.remove.length === 0 && plan.entry === 'keep'
}

function touched(plan: ReadyPlan, { stored }: Seen): ObjectHead[] {
  const made = plan.kind === 'render' ? plan.made.map(({ rendition }) => rendition.name) : []
  return [...plan.remove, ...made].map((name) => stored.get(name)).filter((head) => head !== undefined)
}
