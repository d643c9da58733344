import { createHash } from 'node:crypto'

export interface Picked {
  readonly key: string
  readonly size: number
}

/** Draws a sample of the objects that it is shown. */
export interface Draw {
  add(one: Picked): void
  /** How many objects it was shown. */
  shown(): number
  picked(): readonly Picked[]
}

/**
 * A bottom-k sample: it draws the objects whose keys have the lowest hashes. So it comes out the same for the same keys,
 * whatever the order in which they are shown.
 */
export function createDraw(most: number): Draw {
  let picked: (Picked & { readonly hash: string })[] = []
  let shown = 0
  const best = () => picked.sort((a, b) => (a.hash < b.hash ? -1 : 1)).slice(0, most)
  return {
    add({ key, size }) {
      shown += 1
      picked.push({ key, size, hash: createHash('sha256').update(key).digest('hex') })
      if (picked.length > 2 * most + 1000) picked = best()
    },
    shown: () => shown,
    picked: () => best().map(({ key, size }) => ({ key, size })),
  }
}
