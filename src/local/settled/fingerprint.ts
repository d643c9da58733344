import { hash } from 'node:crypto'
import { type Catalogue } from '../../config/catalogue.ts'
import { configurationHash } from '../../config/recipe-hashes.ts'
import type { Seen } from '../../core/reconcile/look.ts'
import { compareKeys } from '../../stores/store.ts'

/** To be raised when a run would judge what it finds in another way, though the configuration is the same. */
const JUDGEMENT = 1

/** Stands where a rendition's name would. No rendition is called so. */
const ERROR_ENTRY = '!error'

/** What tells one object from every other that is ever under its key. */
interface Version {
  readonly etag: string
  /** When it was written, in ISO 8601. */
  readonly written?: string
}

/**
 * Folds what S3's listings tell of all that a key has into 64 bits: the original first, then the renditions in the order
 * of the listing, then the error entry. Equal ones mean equal objects under an equal configuration.
 */
export interface Fingerprints {
  original(key: string, version: Version): bigint
  withRendition(before: bigint, name: string, version: Version): bigint
  withEntry(before: bigint, version: Version): bigint
  /** That of what a run has found; `null` where it cannot tell one object from the next. */
  of(key: string, seen: Seen): bigint | null
}

export function createFingerprints(catalogue: Catalogue): Fingerprints {
  const seed = `${JUDGEMENT} ${configurationHash(catalogue)}`
  const names = [...catalogue.renditions.keys()].sort((a, b) => compareKeys(`${a}/`, `${b}/`)) // as paths are listed

  const original = (key: string, version: Version) => fold(seed, key, version)
  const withRendition = (before: bigint, name: string, version: Version) => fold(String(before), name, version)
  const withEntry = (before: bigint, version: Version) => fold(String(before), ERROR_ENTRY, version)

  return {
    original,
    withRendition,
    withEntry,
    of(key, seen) {
      const found = [seen.original, ...seen.stored.values(), ...(seen.broken === null ? [] : [seen.broken])]
      if (seen.original === null || found.some((head) => head?.written === undefined)) return null
      let folded = original(key, seen.original)
      for (const name of names) {
        const stored = seen.stored.get(name)
        if (stored !== undefined) folded = withRendition(folded, name, stored)
      }
      return seen.broken === null ? folded : withEntry(folded, seen.broken)
    },
  }
}

/** Listings of some servers tell fractions of a second, which no head does. */
function fold(before: string, name: string, { etag, written = '' }: Version): bigint {
  const second = Math.floor(Date.parse(written) / 1000)
  return hash('sha256', JSON.stringify([before, etag, second, name]), 'buffer').readBigUInt64LE()
}
