import { setImmediate } from 'node:timers/promises'
import type { SettledCheck } from '../../core/rollout.ts'
import type { FingerprintSet } from './fingerprint-set.ts'
import type { Fingerprints } from './fingerprint.ts'

/** After so many keys, others get their turn: to hold a million against what is known takes a second. */
const AT_ONCE = 10_000

/**
 * Checks listings that bear no metadata: what has a known fingerprint is settled.
 *
 * @param kept is given the known fingerprints that were found
 */
export function createFingerprintCheck(
  fingerprints: Fingerprints,
  known: FingerprintSet,
  kept: FingerprintSet,
): SettledCheck {
  const positions = new Map<string, number>()
  let folded = new BigUint64Array(1024) // by position
  return {
    original(listed) {
      if (listed.written === undefined) return
      const position = positions.get(listed.key) ?? positions.size
      positions.set(listed.key, position)
      if (position === folded.length) folded = doubled(folded)
      folded[position] = fingerprints.original(listed.key, listed)
    },
    stored(key, rendition, listed) {
      const position = positions.get(key)
      if (position !== undefined)
        folded[position] = fingerprints.withRendition(folded[position]!, rendition.name, listed)
    },
    broken(key, listed) {
      const position = positions.get(key)
      if (position !== undefined) folded[position] = fingerprints.withEntry(folded[position]!, listed)
    },
    async settled() {
      const settled = new Set<string>()
      for (const [key, position] of positions) {
        if (position % AT_ONCE === 0) await setImmediate()
        if (known.has(folded[position]!)) settled.add(key)
        else folded[position] = 0n
      }
      kept.addAll(folded.subarray(0, positions.size).filter((fingerprint) => fingerprint !== 0n))
      return settled
    },
  }
}

function doubled(array: BigUint64Array<ArrayBuffer>): BigUint64Array<ArrayBuffer> {
  const larger = new BigUint64Array(2 * array.length)
  larger.set(array)
  return larger
}
