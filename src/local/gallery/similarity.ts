import type { Semaphore } from '../../core/semaphore.ts'
import { measureSsim } from '../../image/ssim.ts'

/** How many results are remembered. */
const REMEMBERED = 500

/** A picture as it is stored. */
interface Encoded {
  /** Names its bytes. */
  readonly etag: string
  readonly bytes: () => Promise<Uint8Array>
}

/**
 * Structural similarity of two stored pictures, 1 where nothing can be told apart.
 *
 * @throws Incomparable
 * @throws Busy when too many are waiting already
 */
export type Similarity = (a: Encoded, b: Encoded) => Promise<number>

/**
 * Measures each pair once, and remembers what came out.
 *
 * @param semaphore bounds how many are compared at once, by the memory there is
 */
export function createSimilarity(semaphore: Semaphore): Similarity {
  const known = new Map<string, number>()
  return async (a, b) => {
    const pair = [a.etag, b.etag].toSorted().join(' ')
    const before = known.get(pair)
    if (before !== undefined) return before
    const release = await semaphore.acquire()
    try {
      const found = await measureSsim(await a.bytes(), await b.bytes())
      if (known.size >= REMEMBERED) known.clear()
      known.set(pair, found)
      return found
    } finally {
      release()
    }
  }
}
