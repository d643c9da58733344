import type { Store } from '../../src/stores/store.ts'
import { isOfGood } from './pictures.ts'

/** Remembers in what order things were replaced and purged, and what was called broken. */
export function createHistory() {
  let clock = 0
  const replacedAt = new Map<string, number>()
  const purgedAt = new Map<string, number>()
  const misjudged: string[] = []
  const lost: string[] = []

  /** Does it, and notes what was there before when it took effect. */
  async function noting<T>(
    store: Store,
    path: string,
    write: () => Promise<T>,
    hasEffect: (result: T) => boolean,
  ): Promise<T> {
    const tag = (await store.head(path))?.metadata['cache-tag']
    const result = await write()
    if (tag !== undefined && hasEffect(result)) replacedAt.set(tag, (clock += 1))
    return result
  }

  return {
    /** A store that remembers what is replaced and deleted in it. */
    recording: (store: Store): Store => ({
      ...store,
      put: (path, object, only) =>
        noting(
          store,
          path,
          () => store.put(path, object, only),
          (etag) => etag !== null,
        ),
      delete: (path, etag) => noting(store, path, () => store.delete(path, etag), Boolean),
    }),
    /** A store of error entries that remembers those of good pictures. */
    judging: (store: Store): Store => ({
      ...store,
      put(key, object, only) {
        if (isOfGood(object.metadata['source']))
          misjudged.push(`${key} was called ${object.metadata['reason']}, and is good`)
        return store.put(key, object, only)
      },
    }),
    /** A store of renditions that remembers those which were deleted although they could not be made again. */
    keeping: (
      store: Store,
      isIrreplaceable: (path: string, source: string | undefined) => Promise<boolean>,
    ): Store => ({
      ...store,
      async delete(path, etag) {
        const source = (await store.head(path))?.metadata['source']
        const isDeleted = await store.delete(path, etag)
        if (isDeleted && (await isIrreplaceable(path, source)))
          lost.push(`${path} was deleted while its original is archived`)
        return isDeleted
      },
    }),
    misjudged: (): string[] => [...misjudged],
    lost: (): string[] => [...lost],
    purged(tags: readonly string[]): void {
      for (const tag of tags) purgedAt.set(tag, (clock += 1))
    },
    unpurged: (): string[] =>
      [...replacedAt].flatMap(([tag, at]) =>
        (purgedAt.get(tag) ?? 0) > at ? [] : [`${tag} was not purged after it was replaced`],
      ),
  }
}
