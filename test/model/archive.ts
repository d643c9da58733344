import { Archived } from '../../src/errors.ts'
import type { Store } from '../../src/stores/store.ts'

/** A store whose objects a lifecycle moves to an archive, where nobody can read them until they are restored. */
export interface ArchivingStore extends Store {
  /** Moves an object away, if there is one. That a restored copy expires is the same. */
  archive(key: string): Promise<void>
  /** Returns whether it was away. */
  restore(key: string): boolean
  /** The objects that nobody can read now. */
  archived(): ReadonlySet<string>
  /** To be given to `isAwaySince` later. */
  time(): number
  isAwaySince(key: string, time: number): boolean
}

export function archiving(store: Store): ArchivingStore {
  const away = new Set<string>()
  const movedAt = new Map<string, number>()
  let clock = 0

  return {
    ...store,
    async head(key) {
      const head = await store.head(key)
      return head !== null && away.has(key) ? { ...head, isArchived: true } : head
    },
    async get(key) {
      if (away.has(key)) throw new Archived()
      return store.get(key)
    },
    async put(key, object, only) {
      const etag = await store.put(key, object, only)
      if (etag !== null) away.delete(key)
      return etag
    },
    async delete(key, etag) {
      const isDeleted = await store.delete(key, etag)
      if (isDeleted) away.delete(key)
      return isDeleted
    },
    async archive(key) {
      if (away.has(key) || (await store.head(key)) === null) return
      away.add(key)
      movedAt.set(key, (clock += 1))
    },
    restore: (key) => away.delete(key),
    archived: () => new Set(away),
    time: () => clock,
    isAwaySince: (key, time) => away.has(key) && (movedAt.get(key) ?? Infinity) <= time,
  }
}
