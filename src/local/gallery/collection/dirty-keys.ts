import type { Rows } from './rows.ts'

/** So many keys, or a tenth of all where that is more, are looked at one by one; beyond that it is cheaper to list everything again. */
const FEW = 2000

/** The keys that must be looked at again before the next answer. Until somebody first looks at the list, there are none. */
export interface DirtyKeys {
  readonly touch: (key: string | null) => void
  readonly touchBelow: (path: string) => void
  /** Gives some of them, which are clean from then on. */
  take(most: number): string[]
  /** Whether there were too many, and all is to be listed anew. */
  isTooMany(): boolean
  /** What is dirty now, the listing sees as it is; what becomes dirty from now on it may have seen before. */
  listingBegins(): void
  listingEnded(): void
}

/** @param known gives the rows of what was listed last; `null` before that */
export function createDirtyKeys(known: () => Rows | null): DirtyKeys {
  let keys = new Set<string>()
  let duringListing: { readonly keys: Set<string>; readonly below: Set<string> } | null = null
  let isTooMany = false

  function add(key: string): void {
    const rows = known()
    duringListing?.keys.add(key)
    if (rows === null || isTooMany) return
    keys.add(key)
    if (keys.size <= Math.max(FEW, rows.count() / 10)) return
    isTooMany = true
    keys.clear()
  }

  function addBelow(path: string): void {
    const rows = known()
    if (rows === null) return
    for (let row = 0; row < rows.length(); row += 1)
      if (rows.isThere(row) && rows.keyOf(row).startsWith(`${path}/`)) add(rows.keyOf(row))
  }

  return {
    touch(key) {
      if (key !== null && (known() !== null || duringListing !== null)) add(key)
    },
    touchBelow(path) {
      duringListing?.below.add(path)
      addBelow(path)
    },
    take(most) {
      const taken = [...keys.values().take(most)]
      for (const key of taken) keys.delete(key)
      return taken
    },
    isTooMany: () => isTooMany,
    listingBegins() {
      duringListing = { keys: new Set(), below: new Set() }
    },
    listingEnded() {
      isTooMany = false
      const missed = duringListing
      duringListing = null
      keys = new Set()
      missed?.keys.forEach(add)
      missed?.below.forEach(addBelow)
    },
  }
}
