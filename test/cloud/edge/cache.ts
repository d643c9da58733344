import type { Clock } from '../clock.ts'
import type { OriginAnswer } from './origin.ts'

export interface Cached extends OriginAnswer {
  /** The path, for invalidations by path. */
  readonly path: string
  readonly tags: readonly string[]
  readonly storedAt: number
  readonly expiresAt: number
}

/** What one edge holds. */
export interface Cache {
  /** An entry may be over its time; it is kept to be revalidated. */
  get(key: string): Cached | null
  put(key: string, answer: OriginAnswer & Pick<Cached, 'path' | 'tags'>, seconds: number): void
  /** Forgets what the items name: `#tag`, a path, or a path that ends with a star. Returns how many entries went. */
  invalidate(items: readonly string[]): number
  entries(): readonly Cached[]
}

export function createCache(clock: Clock): Cache {
  const entries = new Map<string, Cached>()
  return {
    get: (key) => entries.get(key) ?? null,
    put(key, answer, seconds) {
      entries.set(key, { ...answer, storedAt: clock.now(), expiresAt: clock.now() + seconds * 1000 })
    },
    invalidate(items) {
      const gone = [...entries].filter(([, entry]) => items.some((item) => names(item, entry)))
      for (const [key] of gone) entries.delete(key)
      return gone.length
    },
    entries: () => [...entries.values()],
  }
}

function names(item: string, { path, tags }: Cached): boolean {
  if (item.startsWith('#')) return tags.some((tag) => tag.toLowerCase() === item.slice(1).toLowerCase())
  return item.endsWith('*') ? path.startsWith(item.slice(0, -1)) : path === item
}
