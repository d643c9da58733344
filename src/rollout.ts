import { parsePath, unescapeKey } from './path.ts'
import type { Ports } from './ports.ts'

/** What a rollout has to look at. */
export interface Work {
  /** Keys to reconcile, each once. */
  readonly keys: ReadonlySet<string>
  /** Stored paths that no rendition has any more: they only have to go. */
  readonly strays: readonly { readonly path: string; readonly etag: string }[]
}

/**
 * Lists every key that has an original, a stored rendition or an error entry, for all of them may have changed while
 * nobody was told: this is how a changed configuration, or an existing collection, is taken up.
 */
export async function listWork({ originals, processed, errors, catalogue, settings }: Ports): Promise<Work> {
  const keys = new Set<string>()
  const strays: { path: string; etag: string }[] = []
  for (const prefix of settings.prefixes) {
    for await (const { key } of originals.list({ prefix })) keys.add(key)
  }
  for await (const { key: path, etag } of processed.list()) {
    const parsed = parsePath(path, catalogue.longestName)
    if (parsed !== null && catalogue.renditions.has(parsed.name)) keys.add(parsed.key)
    else strays.push({ path, etag })
  }
  for await (const { key: at } of errors.list()) {
    const key = unescapeKey(at)
    if (key !== null) keys.add(key)
  }
  return { keys, strays }
}
