import type { PictureRendition, Rendition } from '../catalogue.ts'
import type { Rendered } from '../image/recipe.ts'
import { type Measured, measured, renderInfo } from '../info.ts'
import { encode } from '../observed.ts'
import { escapeKey, printPath } from '../path.ts'
import type { Ports } from '../ports.ts'
import { errorObject, isCurrent, renditionObject, sourceOf } from '../stored.ts'
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
  const render = createRender(ports, key, seen, plan)
  for (const rendition of plan.render) {
    const before = seen.stored.get(rendition.name)
    const rendered = await render(rendition)
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

/** What was stored as it should be, or has been made in this run, is not made again to be told of in the info. */
function createRender(ports: Ports, key: string, seen: Seen, { picture }: ReadyPlan) {
  const known = new Map<string, Measured>()

  async function measure(rendition: PictureRendition): Promise<Measured> {
    const found = known.get(rendition.name) ?? measuredAsStored(seen, rendition)
    return found ?? measured(await picture!.render(rendition))
  }

  return async (rendition: Rendition): Promise<Rendered> => {
    if (rendition.kind === 'info') return renderInfo(key, ports.catalogue, await picture!.facts(), measure)
    const rendered = await encode(ports, () => picture!.render(rendition))
    known.set(rendition.name, measured(rendered))
    return rendered
  }
}

function measuredAsStored({ original, stored }: Seen, rendition: PictureRendition): Measured | null {
  const head = stored.get(rendition.name)
  if (head === undefined || !isCurrent(head, sourceOf(original!), rendition)) return null
  const { width, height } = head.metadata
  if (width === undefined || height === undefined || head.contentType === undefined) return null
  return { width: Number(width), height: Number(height), contentType: head.contentType, size: head.size }
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
