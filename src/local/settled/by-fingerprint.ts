import { setImmediate } from 'node:timers/promises'
import type { SettledCheck } from '../../core/rollout.ts'
import type { FingerprintSet } from './fingerprint-set.ts'
import type { Fingerprints } from './fingerprint.ts'

/** Keys that are held against what is known until others get their turn: a million take a second. */
const AT_ONCE = 10_000

/**
 * A survey of listings that bear no metadata: settled is what has a known fingerprint.
 *
 * @param kept is given the known fingerprints that were found
 */
export function createFingerprintSurvey(
  fingerprints: Fingerprints,
  known: FingerprintSet,
  kept: FingerprintSet,
): SettledCheck {
  const places = new Map<string, number>()
  let folded = new BigUint64Array(1024) // by place
  return {
    original(listed) {
      if (listed.written === undefined) return
      const place = places.get(listed.key) ?? places.size
      places.set(listed.key, place)
      if (place === folded.length) folded = doubled(folded)
      folded[place] = fingerprints.original(listed.key, listed)
    },
    stored(key, rendition, listed) {
      const place = places.get(key)
      if (place !== undefined) folded[place] = fingerprints.withRendition(folded[place]!, rendition.name, listed)
    },
    broken(key, listed) {
      const place = places.get(key)
      if (place !== undefined) folded[place] = fingerprints.withEntry(folded[place]!, listed)
    },
    async settled() {
      const settled = new Set<string>()
      for (const [key, place] of places) {
        if (place % AT_ONCE === 0) await setImmediate()
        if (known.has(folded[place]!)) settled.add(key)
        else folded[place] = 0n
      }
      kept.addAll(folded.subarray(0, places.size).filter((fingerprint) => fingerprint !== 0n))
      return settled
    },
  }
}

function doubled(array: BigUint64Array<ArrayBuffer>): BigUint64Array<ArrayBuffer> {
  const larger = new BigUint64Array(2 * array.length)
  larger.set(array)
  return larger
}
