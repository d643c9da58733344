import { yieldOften } from '../../../stores/folder/owned.ts'

/** So many rows are sorted, or merged, at a stretch. */
const STRETCH = 4096
/** How long a sort keeps everything else waiting, in ms. */
const SLICE_MS = 8

type Compare = (a: number, b: number) => number

/** Rows in an order that is kept current: what has changed is taken out, sorted by itself, and merged in again. */
export interface Order {
  /** Tells that a row came, went, or has another place now. */
  touch(row: number): void
  /** The rows in order. The array must not be written to, and nothing may be compared otherwise until it is there. */
  current(): Promise<Uint32Array>
}

/**
 * @param rows how many there are to begin with
 * @param isThere tells whether a row belongs to it
 */
export function createOrder(compare: Compare, rows: number, isThere: (row: number) => boolean): Order {
  let sorted: Uint32Array<ArrayBuffer> | null = null
  const touched = new Set<number>()

  return {
    touch: (row) => void touched.add(row),
    async current() {
      sorted ??= await sortInSlices(Uint32Array.from({ length: rows }, (_, row) => row).filter(isThere), compare)
      if (touched.size === 0) return sorted
      const changed = new Set(touched)
      touched.clear()
      const fresh = await sortInSlices(Uint32Array.from(changed).filter(isThere), compare)
      sorted = await mergeInSlices(
        sorted.filter((row) => !changed.has(row)),
        fresh,
        compare,
      )
      return sorted
    },
  }
}

/** A merge sort that yields to the event loop. The rows may be sorted in their place. */
async function sortInSlices(rows: Uint32Array<ArrayBuffer>, compare: Compare): Promise<Uint32Array<ArrayBuffer>> {
  const inSlices = yieldOften(SLICE_MS)
  let runs: Uint32Array<ArrayBuffer>[] = []
  for (let from = 0; from < rows.length; from += STRETCH) {
    const run = rows.subarray(from, from + STRETCH)
    await inSlices(() => run.sort(compare))
    runs.push(run)
  }
  while (runs.length > 1) {
    const longer: Uint32Array<ArrayBuffer>[] = []
    for (let at = 0; at < runs.length; at += 2)
      longer.push(at + 1 < runs.length ? await mergeInSlices(runs[at]!, runs[at + 1]!, compare) : runs[at]!)
    runs = longer
  }
  return runs[0] ?? rows
}

async function mergeInSlices(
  a: Uint32Array<ArrayBuffer>,
  b: Uint32Array<ArrayBuffer>,
  compare: Compare,
): Promise<Uint32Array<ArrayBuffer>> {
  if (a.length === 0) return b
  if (b.length === 0) return a
  const inSlices = yieldOften(SLICE_MS)
  const merged = new Uint32Array(a.length + b.length)
  let [inA, inB] = [0, 0]

  function mergeStretch(from: number): void {
    const to = Math.min(from + STRETCH, merged.length)
    for (let at = from; at < to; at += 1) {
      const isFromA = inB === b.length || (inA < a.length && compare(a[inA]!, b[inB]!) <= 0)
      merged[at] = isFromA ? a[inA++]! : b[inB++]!
    }
  }

  for (let from = 0; from < merged.length; from += STRETCH) await inSlices(() => mergeStretch(from))
  return merged
}
