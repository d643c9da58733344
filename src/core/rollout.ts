import type { Catalogue, Rendition } from '../config/catalogue.ts'
import { isStorable, unescapeKey } from '../path.ts'
import type { ListedObject } from '../stores/store.ts'
import type { Ports } from './ports.ts'
import { isCurrent, sourceOf } from './stored.ts'

/** What a rollout has to look at. */
export interface RolloutWork {
  /** Keys to reconcile, each once. */
  readonly keys: ReadonlySet<string>
  /** Those of them that have no original. */
  readonly orphans: ReadonlySet<string>
  /** Those of them of which the listings tell that everything was as it should be. */
  readonly settled: ReadonlySet<string>
  /** Objects that belong to no key any more and only have to be deleted. */
  readonly strays: readonly Stray[]
  /** Beginnings of keys whose originals cannot be seen, such as those in a folder that may not be read, and why. They are no work. */
  readonly unknown: ReadonlyMap<string, unknown>
}

interface Stray {
  readonly location: DerivedLocation
  readonly path: string
  readonly etag: string
}

/**
 * Lists every key that has an original that is served, a stored rendition or an error entry, for all of them may have
 * changed while nobody was told: this is how a changed configuration, or an existing collection, is taken up.
 *
 * @throws the signal's reason when it is aborted
 */
export async function listWork(
  { originals, processed, errors, catalogue, settings }: Ports,
  { signal, check = createSettledCheck(catalogue) }: { signal?: AbortSignal; check?: SettledCheck } = {},
): Promise<RolloutWork> {
  const keys = new Set<string>()
  const orphans = new Set<string>()
  const strays: Stray[] = []
  const unknown = new Map<string, unknown>()
  const cannotSee = (prefix: string, fault: unknown) => {
    if (!beginsLike(prefix, unknown)) unknown.set(prefix, fault)
  }

  async function take(location: DerivedLocation, objects: AsyncIterable<ListedObject>): Promise<void> {
    for await (const object of objects) {
      signal?.throwIfAborted()
      const listed = readListed(catalogue, location, object.key)
      if (listed === 'stray') strays.push({ location, path: object.key, etag: object.etag })
      if (typeof listed === 'string') continue
      const { key, rendition } = listed
      if (!keys.has(key)) {
        if (catalogue.serves(key) && beginsLike(key, unknown)) continue // what is not served goes, whatever its original is
        orphans.add(key)
      }
      keys.add(key)
      if (rendition === null) check.broken(key, object)
      else check.stored(key, rendition, object)
    }
  }

  for (const prefix of settings.prefixes) {
    for await (const original of originals.list({ prefix, unknown: cannotSee })) {
      signal?.throwIfAborted()
      if (!catalogue.serves(original.key)) continue
      keys.add(original.key)
      check.original(original)
    }
  }
  await take('processed', processed.list())
  await take('errors', errors.list())
  return { keys, orphans, settled: await check.settled(), strays, unknown }
}

/** @param prefixes whole keys, or their beginnings as far as a slash */
function beginsLike(key: string, prefixes: ReadonlyMap<string, unknown>): boolean {
  if (prefixes.size === 0) return false
  for (let end = key.indexOf('/') + 1; end > 0; end = key.indexOf('/', end) + 1) {
    if (prefixes.has(key.slice(0, end))) return true
  }
  return prefixes.has(key)
}

/** A location that holds what was made of originals. */
export type DerivedLocation = 'processed' | 'errors'

/**
 * What an object there is to a rollout: one of a key that has to be looked at; `stray`, which belongs to no key any more and
 * only has to go; `foreign`, which is none of ours.
 */
export type Listed = { readonly key: string; readonly rendition: Rendition | null } | 'stray' | 'foreign'

export function readListed(catalogue: Catalogue, location: DerivedLocation, path: string): Listed {
  return location === 'processed' ? readRendition(catalogue, path) : readEntry(path)
}

function readRendition(catalogue: Catalogue, path: string): Listed {
  const parsed = catalogue.parsePath(path)
  const rendition = parsed === null ? undefined : catalogue.renditions.get(parsed.name)
  return parsed === null || rendition === undefined ? 'stray' : { key: parsed.key, rendition }
}

/** An entry whose key cannot be asked for any more is deleted by `reconcile`, unless the key is none at all. */
function readEntry(path: string): Listed {
  const key = unescapeKey(path)
  if (key === null) return 'foreign'
  return isStorable(key) ? { key, rendition: null } : 'stray'
}

/**
 * Finds the keys that need no run. It is shown what the listings hold, the originals first, and keeps little of it: a
 * collection may be large.
 */
export interface SettledCheck {
  original(listed: ListedObject): void
  stored(key: string, rendition: Rendition, listed: ListedObject): void
  broken(key: string, entry: ListedObject): void
  /**
   * Keys with an original, all of whose renditions are there and stem from it, with nothing stale and no error entry:
   * those of which a run of `reconcile` at the time of the listings would have found nothing to do.
   */
  settled(): Promise<ReadonlySet<string>>
}

/** Tells by the metadata in listings. Of listings that bear none it says of no key that it is settled. */
function createSettledCheck(catalogue: Catalogue): SettledCheck {
  const wanted = [...catalogue.renditions.values()].filter(({ prewarm }) => prewarm).length
  const found = new Map<string, { readonly source: string; current: number }>()
  return {
    original({ key, etag, metadata }) {
      if (metadata !== undefined) found.set(key, { source: sourceOf({ etag, metadata }), current: 0 })
    },
    stored(key, rendition, { metadata }) {
      const of = found.get(key)
      if (of === undefined) return
      if (metadata === undefined || !isCurrent({ metadata }, of.source, rendition)) found.delete(key)
      else if (rendition.prewarm) of.current += 1
    },
    broken(key) {
      found.delete(key)
    },
    settled: async () => new Set([...found].filter(([, { current }]) => current === wanted).map(([key]) => key)),
  }
}
