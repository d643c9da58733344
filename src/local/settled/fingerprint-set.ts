/** A set of 64-bit numbers that takes little more than 8 bytes for each. */
export interface FingerprintSet {
  has(fingerprint: bigint): boolean
  add(fingerprint: bigint): void
  addAll(fingerprints: BigUint64Array): void
  /** All of them, ascending, each once. The array must not be written to. */
  sorted(): BigUint64Array
}

/** At least so many may lie beside the sorted ones before they are sorted in. */
const LATELY = 4096

export function createFingerprintSet(): FingerprintSet {
  let sorted: BigUint64Array = new BigUint64Array(0)
  let halves = new Uint32Array(0) // the same memory
  let lately = new Set<bigint>()

  function addAll(more: BigUint64Array): void {
    if (more.length === 0) return
    const all = new BigUint64Array(sorted.length + more.length)
    all.set(sorted)
    all.set(more, sorted.length)
    all.sort()
    sorted = all.subarray(0, dropRepeated(all))
    halves = new Uint32Array(all.buffer)
  }

  function sortIn(): void {
    addAll(BigUint64Array.from(lately))
    lately = new Set()
  }

  return {
    has: (fingerprint) => lately.has(fingerprint) || isIn(sorted.length, halves, fingerprint),
    add(fingerprint) {
      lately.add(fingerprint)
      if (lately.size > Math.max(LATELY, sorted.length / 4)) sortIn()
    },
    addAll,
    sorted() {
      sortIn()
      return sorted
    },
  }
}

/** Moves the first of each run of equal ones to the front, and returns how many there are. */
function dropRepeated(sorted: BigUint64Array): number {
  let kept = 0
  for (const one of sorted) {
    if (kept > 0 && sorted[kept - 1] === one) continue
    sorted[kept] = one
    kept += 1
  }
  return kept
}

/** @param halves of the sorted numbers, the lower one first: comparing these is five times as fast as comparing bigints */
function isIn(length: number, halves: Uint32Array, wanted: bigint): boolean {
  const upper = Number(wanted >> 32n)
  const lower = Number(wanted & 0xffff_ffffn)
  let [from, to] = [0, length]
  while (from < to) {
    const middle = (from + to) >>> 1
    const above = halves[2 * middle + 1]!
    if (above < upper || (above === upper && halves[2 * middle]! < lower)) from = middle + 1
    else to = middle
  }
  return from < length && halves[2 * from + 1] === upper && halves[2 * from] === lower
}
