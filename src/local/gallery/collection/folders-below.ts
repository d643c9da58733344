import { yieldOften } from '../../../stores/folder/owned.ts'
import type { Listing } from '../listing.ts'
import type { Rows } from './rows.ts'

/** So many rows are gone through at a stretch. */
const STRETCH = 20_000
/** How long that keeps everything else waiting, in ms. */
const SLICE_MS = 8

/** Finds the folders right below one, with the number of originals in and below each, in the order of the rows. */
export async function foldersBelow(rows: Rows, byName: Uint32Array, folder: string): Promise<Listing['folders']> {
  const counts = new Map<string, number>()
  const inSlices = yieldOften(SLICE_MS)

  function count(stretch: Uint32Array): void {
    for (const row of stretch) {
      const key = rows.keyOf(row)
      if (!key.startsWith(folder)) continue
      const end = key.indexOf('/', folder.length)
      if (end < 0) continue
      const path = key.slice(0, end + 1)
      counts.set(path, (counts.get(path) ?? 0) + 1)
    }
  }

  for (let from = 0; from < byName.length; from += STRETCH)
    await inSlices(() => count(byName.subarray(from, from + STRETCH)))
  return [...counts].map(([path, count]) => ({ path, name: path.slice(folder.length, -1), count }))
}
