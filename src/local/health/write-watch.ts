import { PlaceFault } from '../../errors.ts'
import type { Store } from '../../stores/store.ts'

/** How long a failure counts, in ms: what failed is tried again within a minute. If it is not, nobody wants it any more. */
const REMEMBERED_MS = 90_000

/** Knows whether writes to a store succeed. */
export interface WriteWatch {
  readonly store: Store
  /** Why the last write that failed did, as long as it has not succeeded since; `null` where there is none. */
  fault(): string | null
}

/** Follows the writes to a store, for a disk that is full shows by them alone: whatever is read is there. @param title names the place to a client */
export function watchWrites(store: Store, title: string): WriteWatch {
  const failing = new Map<string, { readonly fault: PlaceFault; readonly at: number }>()

  async function follow<T>(key: string, write: () => Promise<T>): Promise<T> {
    try {
      const done = await write()
      failing.delete(key)
      return done
    } catch (fault) {
      failing.delete(key) // so that the last one stands last
      if (fault instanceof PlaceFault) failing.set(key, { fault, at: performance.now() })
      throw fault
    }
  }

  return {
    store: {
      ...store,
      put: (key, object, only) => follow(key, () => store.put(key, object, only)),
      delete: (key, etag) => follow(key, () => store.delete(key, etag)),
    },
    fault() {
      for (const [key, { at }] of failing) {
        if (performance.now() - at < REMEMBERED_MS) break
        failing.delete(key)
      }
      const last = [...failing.values()].at(-1)?.fault
      if (last === undefined) return null
      return `${title} cannot be written${last.code === 'ENOSPC' || last.code === 'EDQUOT' ? ': the disk is full' : ''}`
    },
  }
}
