import type { Observer } from '../../core/ports.ts'
import type { Serve } from '../../core/serve.ts'
import { Busy, NoOriginal, type Reason, Refused, Unjudged } from '../../errors.ts'
import type { Store } from '../../stores/store.ts'

/** Is told of the work as it is done, and of what could not be done: for a request, or in advance. */
export interface Measures extends Observer {
  /** A rendition was written. @param ms how long that took */
  stored(ms: number): void
  refused(work: 'request' | 'advance', reason: Reason | 'no-original' | 'busy' | 'unjudged'): void
}

/** A `serve` that tells why it gives nothing; a fault is told of elsewhere. */
export function measuredServe(serve: Serve, measures: Measures | undefined): Serve {
  if (measures === undefined) return serve
  return async (rendition, key) => {
    try {
      return await serve(rendition, key)
    } catch (error) {
      if (error instanceof Refused) measures.refused('request', error.reason)
      if (error instanceof NoOriginal) measures.refused('request', 'no-original')
      if (error instanceof Busy) measures.refused('request', 'busy')
      if (error instanceof Unjudged) measures.refused('request', 'unjudged')
      throw error
    }
  }
}

/** A store that tells how long its writes take. */
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
