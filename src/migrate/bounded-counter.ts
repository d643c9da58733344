/** The most names that are counted at once. */
const MOST = 20_000

/** Counts how often each of a stream of names comes, in memory that does not grow with the stream. */
export interface BoundedCounter {
  add(name: string): void
  /** The names and how often they came, the most frequent first. */
  entries(): [name: string, count: number][]
  /** How often names came that were forgotten: no count is too low by more than this, and none is too high. */
  forgotten(): number
}

/** Where there are too many names, the rarer half is forgotten, and how much that was is remembered. */
export function createBoundedCounter(most = MOST): BoundedCounter {
  let counts = new Map<string, number>()
  let forgotten = 0

  function sorted(): [string, number][] {
    return [...counts].toSorted((a, b) => b[1] - a[1])
  }

  return {
    add(name) {
      counts.set(name, (counts.get(name) ?? 0) + 1)
      if (counts.size <= most) return
      const all = sorted()
      counts = new Map(all.slice(0, most >> 1))
      for (const [, count] of all.slice(most >> 1)) forgotten += count
    },
    entries: sorted,
    forgotten: () => forgotten,
  }
}
