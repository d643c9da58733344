import { readAll, type Store, type StoredObject } from '../../stores/store.ts'

/** In bytes: a larger object is read from the disk each time, where reading it costs more than finding it. */
const LARGEST = 512 * 1024
/** In bytes: what is kept altogether. */
const ROOM = 64 * 1024 * 1024
/** In ms: until what is kept is held against the store again, since somebody may have emptied the folder by hand. */
const TRUSTED_MS = 1000

/** An object in memory. */
export interface CachedObject extends Omit<StoredObject, 'body'> {
  readonly bytes: Uint8Array
}

/** A store that remembers what it has given lately. */
export interface MemoryCache extends Store {
  /** What `get` would give, at no cost; `null` where it must be asked. */
  peek(key: string): CachedObject | null
}

interface Place {
  readonly kept: CachedObject
  /** In ms, by the monotonic clock. */
  verified: number
}

/** Keeps small objects of a store that nobody else writes to, the ones asked for last. */
export function createMemoryCache(store: Store): MemoryCache {
  const places = new Map<string, Place>() // the one that was asked for longest ago comes first
  let bytes = 0
  let writes = 0 // begun and ended: what was read meanwhile may be old

  function forget(key: string): void {
    const place = places.get(key)
    if (place === undefined) return
    places.delete(key)
    bytes -= place.kept.size
  }

  function keep(key: string, kept: CachedObject): void {
    forget(key)
    places.set(key, { kept, verified: performance.now() })
    bytes += kept.size
    for (const oldest of places.keys()) {
      if (bytes <= ROOM) break
      forget(oldest)
    }
  }

  async function writing<T>(key: string, write: () => Promise<T>): Promise<T> {
    writes += 1
    forget(key)
    try {
      return await write()
    } finally {
      writes += 1
      forget(key)
    }
  }

  async function verify(key: string): Promise<CachedObject | null> {
    const place = places.get(key)
    if (place === undefined) return null
    const head = await store.head(key)
    if (head?.etag !== place.kept.etag) {
      forget(key)
      return null
    }
    place.verified = performance.now()
    return place.kept
  }

  async function fetch(key: string): Promise<StoredObject | null> {
    const before = writes
    const object = await store.get(key)
    if (object === null || object.size > LARGEST) return object
    const kept: CachedObject = { ...object, bytes: await readAll(object.body) }
    if (before === writes) keep(key, kept)
    return opened(kept)
  }

  return {
    ...store,
    peek(key) {
      const place = places.get(key)
      if (place === undefined || performance.now() - place.verified > TRUSTED_MS) return null
      places.delete(key)
      places.set(key, place)
      return place.kept
    },
    async get(key) {
      const kept = await verify(key)
      return kept === null ? fetch(key) : opened(kept)
    },
    put: (key, object, only) => writing(key, () => store.put(key, object, only)),
    delete: (key, etag) => writing(key, () => store.delete(key, etag)),
  }
}

function opened({ bytes, ...head }: CachedObject): StoredObject {
  return { ...head, body: new Blob([new Uint8Array(bytes)]).stream() }
}
