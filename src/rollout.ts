import { parsePath, unescapeKey } from './path.ts'
import type { Ports } from './ports.ts'
import { createSurvey } from './survey.ts'

/** What a rollout has to look at. */
export interface Work {
  /** Keys to reconcile, each once. */
  readonly keys: ReadonlySet<string>
  /** Those of them that have no original. */
  readonly orphans: ReadonlySet<string>
  /** Those of them of which the listings tell that everything was as it should be. */
  readonly settled: ReadonlySet<string>
  /** Stored paths that no rendition has any more: they only have to go. */
  readonly strays: readonly { readonly path: string; readonly etag: string }[]
  /** How the keys begin of whose originals nothing is known, such as those in a folder that may not be read, and why. They are no work. */
  readonly unknown: ReadonlyMap<string, unknown>
}

/**
 * Lists every key that has an original, a stored rendition or an error entry, for all of them may have changed while
 * nobody was told: this is how a changed configuration, or an existing collection, is taken up.
 *
 * @throws the signal's reason when it is aborted
 */
export async function listWork(
  { originals, processed, errors, catalogue, settings }: Ports,
  signal?: AbortSignal,
): Promise<Work> {
  const keys = new Set<string>()
  const orphans = new Set<string>()
  const strays: { path: string; etag: string }[] = []
  const unknown = new Map<string, unknown>()
  const cannotSee = (prefix: string, fault: unknown) => {
    if (!beginsLike(prefix, unknown)) unknown.set(prefix, fault)
  }
  const survey = createSurvey(catalogue)
  for (const prefix of settings.prefixes) {
    for await (const original of originals.list({ prefix, unknown: cannotSee })) {
      signal?.throwIfAborted()
      keys.add(original.key)
      survey.original(original)
    }
  }
  for await (const stored of processed.list()) {
    signal?.throwIfAborted()
    const parsed = parsePath(stored.key, catalogue.longestName)
    const rendition = parsed === null ? undefined : catalogue.renditions.get(parsed.name)
    if (parsed === null || rendition === undefined) {
      strays.push({ path: stored.key, etag: stored.etag })
      continue
    }
    if (!keys.has(parsed.key)) {
      if (beginsLike(parsed.key, unknown)) continue
      orphans.add(parsed.key)
    }
    keys.add(parsed.key)
    survey.stored(parsed.key, rendition, stored)
  }
  for await (const { key: at } of errors.list()) {
    signal?.throwIfAborted()
    const key = unescapeKey(at)
    if (key === null) continue
    if (!keys.has(key)) {
      if (beginsLike(key, unknown)) continue
      orphans.add(key)
    }
    keys.add(key)
    survey.broken(key)
  }
  return { keys, orphans, settled: survey.settled(), strays, unknown }
}

/** @param prefixes whole keys, or as far as a slash */
function beginsLike(key: string, prefixes: ReadonlyMap<string, unknown>): boolean {
  if (prefixes.size === 0) return false
  for (let end = key.indexOf('/') + 1; end > 0; end = key.indexOf('/', end) + 1) {
    if (prefixes.has(key.slice(0, end))) return true
  }
  return prefixes.has(key)
}
