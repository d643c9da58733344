import { yieldOften } from '../../../stores/folder/owned.ts'
import { type ListQuery, PAGE } from '../listing.ts'
import { fold } from './fold.ts'
import type { Orders } from './orders.ts'
import type { Rows } from './rows.ts'

/** More words than this are looked for as one, with the space between them: each is another way through all names. */
const WORDS = 8
/** So many rows are gone through at a stretch. */
const STRETCH = 20_000
/** How long that keeps everything else waiting, in ms. */
const SLICE_MS = 8

/** What a query finds. */
export interface Selection {
  readonly count: number
  /** The rows on its page, in order. */
  readonly rows: readonly number[]
}

/** Finds the originals of a query's page. Nothing may change meanwhile. */
export async function select(rows: Rows, orders: Orders, query: ListQuery): Promise<Selection> {
  const { sort, page, isReversed } = query
  const ordered = await orders.current(sort)
  const found = await matching(rows, ordered, query)
  // What has no date is last in either direction.
  const valued = sort === 'name' ? found.length : firstWithout(found, (row) => orders.valueOf(sort, row))
  const from = (page - 1) * PAGE
  const shown = Array.from({ length: Math.max(0, Math.min(PAGE, found.length - from)) }, (_, index) => {
    const at = from + index
    return found[isReversed && at < valued ? valued - 1 - at : at]!
  })
  return { count: found.length, rows: shown }
}

/** The words of a search, folded as names are. */
export function wordsOf(search: string): string[] {
  const words = [...new Set(fold(search).split(/\s+/))].filter((word) => word !== '')
  return words.length > WORDS ? [...words.slice(0, WORDS - 1), words.slice(WORDS - 1).join(' ')] : words
}

async function matching(rows: Rows, ordered: Uint32Array, { search, folder }: ListQuery): Promise<Uint32Array> {
  const words = wordsOf(search)
  if (words.length === 0 && folder === '') return ordered
  const hits = words.length === 0 ? null : await rows.names.search(words)
  const found = new Uint32Array(ordered.length)
  const inSlices = yieldOften(SLICE_MS)
  let length = 0

  function take(stretch: Uint32Array): void {
    for (const row of stretch) {
      if (hits !== null && hits[row] !== 1) continue
      if (folder !== '' && !rows.keyOf(row).startsWith(folder)) continue
      found[length] = row
      length += 1
    }
  }

  for (let from = 0; from < ordered.length; from += STRETCH)
    await inSlices(() => take(ordered.subarray(from, from + STRETCH)))
  return found.subarray(0, length)
}

/** Where those without a value begin, which are last. */
function firstWithout(found: Uint32Array, valueOf: (row: number) => number): number {
  let [from, to] = [0, found.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if (Number.isNaN(valueOf(found[middle]!))) to = middle
    else from = middle + 1
  }
  return from
}
