import { parsePath, unescapeKey } from './path.ts'
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
  /** Stored paths that no rendition has any more: they only have to go. */
  readonly strays: readonly { readonly path: string; readonly etag: string }[]
}

/**
 * Lists every key that has an original, a stored rendition or an error entry, for all of them may have changed while
 * nobody was told: this is how a changed configuration, or an existing collection, is taken up.
 *
 * @throws the signal's reason when it is aborted
 */
export async function listWork(
  { originals, processed, errors, catalogue, settings }: Ports,
  { signal, survey = createSurvey(catalogue) }: { signal?: AbortSignal; survey?: Survey } = {},
): Promise<Work> {
  const keys = new Set<string>()
  const orphans = new Set<string>()
  const strays: { path: string; etag: string }[] = []
  for (const prefix of settings.prefixes) {
    for await (const original of originals.list({ prefix })) {
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
    if (!keys.has(parsed.key)) orphans.add(parsed.key)
    keys.add(parsed.key)
    survey.stored(parsed.key, rendition, stored)
  }
  for await (const entry of errors.list()) {
    signal?.throwIfAborted()
    const key = unescapeKey(entry.key)
    if (key === null) continue
    if (!keys.has(key)) orphans.add(key)
    keys.add(key)
    survey.broken(key, entry)
  }
  return { keys, orphans, settled: await survey.settled(), strays }
}
