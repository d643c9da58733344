import type { Catalogue, Rendition } from '../config/catalogue.ts'
import type { ListedObject } from '../stores/store.ts'
import { isCurrent, sourceOf } from './stored.ts'

/** Is shown what the listings hold, the originals first, and keeps little of it: a collection may be large. */
export interface Survey {
  original(listed: ListedObject): void
  stored(key: string, rendition: Rendition, listed: ListedObject): void
  broken(key: string, entry: ListedObject): void
  /**
   * Keys with an original, all of whose renditions are there and stem from it, with nothing stale and no error entry:
   * those of which a run of `reconcile` at the time of the listings would have found nothing to do.
   */
  settled(): Promise<ReadonlySet<string>>
}

/** A survey of listings that bear metadata. Of others it says of no key that it is settled. */
export function createSurvey(catalogue: Catalogue): Survey {
  const wanted = [...catalogue.renditions.values()].filter(({ prewarm }) => prewarm).length
  const found = new Map<string, { readonly source: string; current: number }>()
  return {
    original({ key, etag, metadata }) {
      if (metadata !== undefined) found.set(key, { source: sourceOf({ etag, metadata }), current: 0 })
    },
    stored(key, rendition, { metadata }) {
      const of = found.get(key)
      if (of === undefined) return
      if (metadata === undefined || !isCurrent({ metadata }, of.source, rendition)) found.delete(key)
      else if (rendition.prewarm) of.current += 1
    },
    broken(key) {
      found.delete(key)
    },
    settled: async () => new Set([...found].filter(([, { current }]) => current === wanted).map(([key]) => key)),
  }
}
