import type { ListedObject } from '../stores/store.ts'
import { type Made, readListed } from './listed.ts'
import type { Ports } from './ports.ts'
import { createSurvey, type Survey } from './survey.ts'

/** What a rollout has to look at. */
export interface Work {
  /** Keys to reconcile, each once. */
  readonly keys: ReadonlySet<string>
  /** Those of them that have no original. */
  readonly orphans: ReadonlySet<string>
  /** Those of them of which the listings tell that everything was as it should be. */
  readonly settled: ReadonlySet<string>
  /** What belongs to no key any more: it only has to go. */
  readonly strays: readonly Stray[]
  /** How the keys begin of whose originals nothing is known, such as those in a folder that may not be read, and why. They are no work. */
  readonly unknown: ReadonlyMap<string, unknown>
}

interface Stray {
  readonly location: Made
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
  { signal, survey = createSurvey(catalogue) }: { signal?: AbortSignal; survey?: Survey } = {},
): Promise<Work> {
  const keys = new Set<string>()
  const orphans = new Set<string>()
  const strays: Stray[] = []
  const unknown = new Map<string, unknown>()
  const cannotSee = (prefix: string, fault: unknown) => {
    if (!beginsLike(prefix, unknown)) unknown.set(prefix, fault)
  }

  async function take(location: Made, objects: AsyncIterable<ListedObject>): Promise<void> {
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
      if (rendition === null) survey.broken(key, object)
      else survey.stored(key, rendition, object)
    }
  }

  for (const prefix of settings.prefixes) {
    for await (const original of originals.list({ prefix, unknown: cannotSee })) {
      signal?.throwIfAborted()
      if (!catalogue.serves(original.key)) continue
      keys.add(original.key)
      survey.original(original)
    }
  }
  await take('processed', processed.list())
  await take('errors', errors.list())
  return { keys, orphans, settled: await survey.settled(), strays, unknown }
}

/** @param prefixes whole keys, or as far as a slash */
function beginsLike(key: string, prefixes: ReadonlyMap<string, unknown>): boolean {
  if (prefixes.size === 0) return false
  for (let end = key.indexOf('/') + 1; end > 0; end = key.indexOf('/', end) + 1) {
    if (prefixes.has(key.slice(0, end))) return true
  }
  return prefixes.has(key)
}
