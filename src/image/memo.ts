interface Kept<T> {
  readonly weight: number
  readonly value: Promise<T>
}

/** Gives what is kept under a key, or makes it, once for all who ask meanwhile. */
export type Memo<T> = (key: string, weight: number, make: () => Promise<T>) => Promise<T>

/**
 * Keeps what was asked for last.
 *
 * @param most what all that is kept may weigh together; what weighs more by itself is made each time
 */
export function createMemo<T>(most: number): Memo<T> {
  const kept = new Map<string, Kept<T>>() // in the order in which they were asked for
  let total = 0

  function forget(key: string, one: Kept<T>): void {
    if (kept.get(key) !== one) return
    kept.delete(key)
    total -= one.weight
  }

  return (key, weight, make) => {
    const found = kept.get(key)
    if (found !== undefined) {
      kept.delete(key)
      kept.set(key, found)
      return found.value
    }
    const one = { weight, value: make() }
    kept.set(key, one)
    total += weight
    one.value.catch(() => forget(key, one)) // whoever asked is told; the next one tries again
    for (const [oldest, other] of kept) {
      if (total <= most) break
      forget(oldest, other)
    }
    return one.value
  }
}
