import { yieldOften } from '../../../stores/folder/owned.ts'
import type { Totals } from '../listing.ts'
import type { Rows } from './rows.ts'
import type { ShownRendition } from './shown.ts'

/** So many rows are gone through at a stretch. */
const STRETCH = 10_000
/** How long that keeps everything else waiting, in ms. */
const SLICE_MS = 8
/** How many pictures the page has by which it is told what is saved. */
const TWENTY = 20

/** Adds up the whole collection. Nothing of it is an estimate: what is told of twenty is the average of what is stored. */
export async function totalsOf(rows: Rows, shown: ShownRendition | null): Promise<Totals> {
  const inSlices = yieldOften(SLICE_MS)
  let [pictures, bytes, files, madeBytes, failed] = [0, 0, 0, 0, 0]
  const both = { pictures: 0, original: 0, shown: 0 } // of those pictures that have the rendition, so that they compare

  function add(row: number): void {
    if (!rows.isThere(row)) return
    const facts = rows.facts(row)
    if (facts.files === 0) {
      failed += facts.isRefused ? 1 : 0
      return
    }
    pictures += 1
    bytes += facts.bytes
    files += facts.files
    madeBytes += facts.madeBytes
    if (Number.isNaN(facts.shownBytes)) return
    both.pictures += 1
    both.original += facts.bytes
    both.shown += facts.shownBytes
  }

  for (let from = 0; from < rows.length(); from += STRETCH) {
    const to = Math.min(from + STRETCH, rows.length())
    await inSlices(() => {
      for (let row = from; row < to; row += 1) add(row)
    })
  }
  const ofTwenty = (sum: number) => Math.round((TWENTY * sum) / both.pictures)
  return {
    pictures,
    bytes,
    made: { files, bytes: madeBytes },
    twenty:
      shown === null || both.pictures === 0
        ? null
        : { name: shown.name, format: shown.format, original: ofTwenty(both.original), shown: ofTwenty(both.shown) },
    failed,
  }
}
