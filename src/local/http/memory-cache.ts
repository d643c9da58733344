import { LRUCache } from 'lru-cache'
import { readAll, type Store, type StoredObject } from '../../stores/store.ts'

/** The largest object that is kept, in bytes: where one is larger, reading it from the disk costs more than finding it. */
const LARGEST = 512 * 1024
/** How much is kept altogether, in bytes. */
const ROOM = 64 * 1024 * 1024
/** After so long what is kept is held against the store again, in ms, since somebody may have emptied the folder by hand. */
const TRUSTED_MS = 1000

/** An object in memory. */
export interface CachedObject extends Omit<StoredObject, 'body'> {
  readonly bytes: Uint8Array
}

/** A store that keeps in memory what it has given lately. */
export interface MemoryCache extends Store {
  /** What `get` would give, at no cost; `null` where it must be asked. */
  peek(key: string): CachedObject | null
}

interface Entry {
  readonly object: CachedObject
  /** When it was last held against the store, in ms by the monotonic clock. */
  verified: number
}

/** An LRU cache of small objects in front of a store that nobody else writes to. */
export function createMemoryCache(store: Store): MemoryCache {
  const entries = new LRUCache<string, Entry>({
    maxSize: ROOM,
    sizeCalculation: ({ object }) => Math.max(1, object.size), // an empty one must have a size, too
  })
  let writes = 0 // that have begun or ended: what was read meanwhile may be old

  async function writing<T>(key: string, write: () => Promise<T>): Promise<T> {
    writes += 1
    entries.delete(key)
    try {
      return await write()
    } finally {
      writes += 1
      entries.delete(key)
    }
  }

  async function verify(key: string): Promise<CachedObject | null> {
    const entry = entries.get(key)
    if (entry === undefined) return null
    const head = await store.head(key)
    if (head?.etag !== entry.object.etag) {
      entries.delete(key)
      return null
    }
    entry.verified = performance.now()
    return entry.object
  }

  async function fetch(key: string): Promise<StoredObject | null> {
    const before = writes
    const found = await store.get(key)
    if (found === null || found.size > LARGEST) return found
    const object: CachedObject = { ...found, bytes: await readAll(found.body) }
    if (before === writes) entries.set(key, { object, verified: performance.now() })
    return opened(object)
  }

  return {
    ...store,
    peek(key) {
      const entry = entries.get(key)
      return entry === undefined || performance.now() - entry.verified > TRUSTED_MS ? null : entry.object
    },
    async get(key) {
      const object = await verify(key)
      return object === null ? fetch(key) : opened(object)
    },
    put: (key, object, only) => writing(key, () => store.put(key, object, only)),
    delete: (key, etag) => writing(key, () => store.delete(key, etag)),
  }
}

function opened({ bytes, ...head }: CachedObject): StoredObject {
  return { ...head, body: new Blob([new Uint8Array(bytes)]).stream() }
}
