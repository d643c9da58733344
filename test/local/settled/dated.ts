import type { Store } from '../../../src/stores/store.ts'
import { altered } from '../../world.ts'

/** Time that passes when a test says so, in ms. */
export interface Clock {
  now: number
}

/** A store that tells times as S3 does: in whole seconds, in listings always, in heads two seconds later. */
export function dated(store: Store, clock: Clock): Store {
  const times = new Map<string, number>()
  const written = (key: string) => new Date(times.get(key) ?? 0).toISOString()
  return altered(store, {
    async put(key, ...rest) {
      const etag = await store.put(key, ...rest)
      if (etag !== null) times.set(key, Math.floor(clock.now / 1000) * 1000)
      return etag
    },
    async head(key) {
      const head = await store.head(key)
      const isOld = Math.floor(clock.now / 1000) * 1000 - (times.get(key) ?? 0) >= 2000
      return head !== null && isOld ? { ...head, written: written(key) } : head
    },
    async *list(options) {
      for await (const { metadata: _, ...listed } of store.list(options)) {
        yield { ...listed, written: written(listed.key) }
      }
    },
  })
}
