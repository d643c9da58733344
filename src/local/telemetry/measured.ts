import type { Observer } from '../../core/ports.ts'
import type { Reason } from '../../errors.ts'
import type { Store } from '../../stores/store.ts'

/** Is told of the work as it is done, and of what could not be done: for a request, or in advance. */
export interface Measures extends Observer {
  /**
   * A rendition was written.
   *
   * @param ms how long that took
   */
  stored(ms: number): void
  /** Nothing was made of an original in advance. */
  refusedInAdvance(reason: Reason | 'archived'): void
}

/** A decorator of a store: tells how long its writes take. */
export function measuredStore(store: Store, measures: Measures | undefined): Store {
  if (measures === undefined) return store
  return {
    ...store,
    async put(key, object, only) {
      const start = performance.now()
      const etag = await store.put(key, object, only)
      if (etag !== null) measures.stored(performance.now() - start)
      return etag
    },
  }
}
