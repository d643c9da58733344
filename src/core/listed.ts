import type { Catalogue, Rendition } from '../config/catalogue.ts'
import { isStorable, parsePath, unescapeKey } from '../path.ts'

/** A location that holds what was made of originals. */
export type Made = 'processed' | 'errors'

/**
 * What an object there is to a rollout: of a key that has to be looked at; `stray`, which belongs to no key any more and
 * only has to go; `foreign`, which is none of ours.
 */
export type Listed = { readonly key: string; readonly rendition: Rendition | null } | 'stray' | 'foreign'

export function readListed(catalogue: Catalogue, location: Made, path: string): Listed {
  return location === 'processed' ? readRendition(catalogue, path) : readEntry(path)
}

function readRendition({ renditions, longestName }: Catalogue, path: string): Listed {
  const parsed = parsePath(path, longestName)
  const rendition = parsed === null ? undefined : renditions.get(parsed.name)
  return parsed === null || rendition === undefined ? 'stray' : { key: parsed.key, rendition }
}

/** An entry whose key cannot be asked for any more is deleted by `reconcile`, unless the key is none at all. */
function readEntry(path: string): Listed {
  const key = unescapeKey(path)
  if (key === null) return 'foreign'
  return isStorable(key) ? { key, rendition: null } : 'stray'
}
