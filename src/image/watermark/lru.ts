import { LRUCache } from 'lru-cache'

/** Gives what is kept under a key, or makes it, once for all who ask meanwhile. */
type Lru<T> = (key: string, weight: number, make: () => Promise<T>) => Promise<T>

/**
 * An LRU cache of what takes time to make, by weight.
 *
 * @param most what all that is kept may weigh together; what weighs more by itself is made each time
 */
export function createLru<T>(most: number): Lru<T> {
  const kept = new LRUCache<string, Promise<T>>({ maxSize: most })
  return (key, weight, make) => {
    const found = kept.get(key)
    if (found !== undefined) return found
    const value = make()
    kept.set(key, value, { size: weight })
    value.catch(() => {
      if (kept.peek(key) === value) kept.delete(key) // whoever asked is told; the next one tries again
    })
    return value
  }
}
