import { unescapeKey } from '../../../path.ts'
import type { Store } from '../../../stores/store.ts'

/** How long a listing is believed, in ms: somebody may delete entries by hand, and another process may write some. */
const BELIEVED_MS = 5 * 60_000

/** Knows how many error entries a store has. */
export interface EntryCount {
  /** The store, whose writes are counted along. */
  readonly store: Store
  /** Lists the store where that was never done, or long ago. @throws what keeps it from being listed */
  readonly count: () => Promise<number>
}

/**
 * Counts the entries of a store by one listing, and from then on by the writes: the condition that let one pass tells
 * whether there is one more.
 *
 * @param changed is told of each write
 * @param believedMs after which it is listed again
 */
export function countEntries(store: Store, changed: () => void, believedMs = BELIEVED_MS): EntryCount {
  let known = 0
  let listing: Promise<void> | null = null
  let listedAt = -Infinity
  let meanwhile = new Map<string, boolean>() // what was written while a listing goes on, and is there or not

  async function list(): Promise<void> {
    meanwhile = new Map()
    const entries = new Set<string>()
    for await (const { key } of store.list()) if (isEntry(key)) entries.add(key)
    for (const [key, isThere] of meanwhile) {
      if (isThere) entries.add(key)
      else entries.delete(key)
    }
    known = entries.size
    listedAt = performance.now()
  }

  function note(key: string, isThere: boolean, more: -1 | 0 | 1): void {
    if (!isEntry(key)) return
    if (listing !== null) meanwhile.set(key, isThere)
    known += more
    changed()
  }

  return {
    store: {
      ...store,
      async put(key, object, only) {
        const etag = await store.put(key, object, only)
        if (etag !== null) note(key, true, only === 'absent' ? 1 : 0)
        return etag
      },
      async delete(key, etag) {
        const isDone = await store.delete(key, etag)
        if (isDone) note(key, false, -1)
        return isDone
      },
    },
    async count() {
      if (listing === null && performance.now() - listedAt > believedMs)
        listing = list().finally(() => (listing = null))
      await listing
      return known
    },
  }
}

/** An index may lie among the entries. */
function isEntry(key: string): boolean {
  return unescapeKey(key) !== null
}
