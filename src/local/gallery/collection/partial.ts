import { setTimeout as sleep } from 'node:timers/promises'
import { claimsPicture } from '../../../image/kinds.ts'
import { type ListQuery, PAGE } from '../listing.ts'
import { yieldOften } from '../../../stores/folder/owned.ts'
import type { View } from '../view.ts'
import { atOnce } from './at-once.ts'
import { fold } from './fold.ts'
import { look } from './look.ts'
import type { Facts, Rows } from './rows.ts'
import { wordsOf } from './select.ts'

/** How long it is waited for the first originals, in ms: a folder with very many files is read in whole before it gives one. */
const PATIENCE_MS = 2000
const STEP_MS = 20
/** How long a search keeps everything else waiting, in ms, and after how many names it is looked whether that is over. */
const [SLICE_MS, STRETCH] = [8, 1000]
/** How many originals are looked at at once. */
const LOOKS = 16

/**
 * What can be shown of a page while the originals are still being listed: those that were listed so far, in the order in
 * which that is done, which is nearly that of names.
 *
 * @param isListing whether more may come
 */
export async function partOf(
  view: View,
  rows: Rows,
  { search, folder, page }: ListQuery,
  isListing: () => boolean,
): Promise<[string, Facts][]> {
  const until = performance.now() + PATIENCE_MS
  while (rows.count() < page * PAGE && isListing() && performance.now() < until) await sleep(STEP_MS)
  const words = wordsOf(search)
  const keys: string[] = []
  const inSlices = yieldOften(SLICE_MS)
  for (let row = 0; row < rows.length() && keys.length < page * PAGE; row += 1) {
    const key = rows.keyOf(row)
    const matches = () => key.startsWith(folder) && claimsPicture(key, undefined) && hasAll(key, words)
    if (row % STRETCH === 0 ? await inSlices(matches) : matches()) keys.push(key)
  }
  const looks = await atOnce(keys.slice((page - 1) * PAGE), LOOKS, async (key) => {
    const facts = await look(view, key, undefined)
    return { key, facts }
  })
  return looks.flatMap(({ key, facts }): [string, Facts][] =>
    facts === null || facts === 'unknown' ? [] : [[key, facts]],
  )
}

function hasAll(key: string, words: readonly string[]): boolean {
  if (words.length === 0) return true
  const name = fold(key)
  return words.every((word) => name.includes(word))
}
