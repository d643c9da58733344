import { LRUCache } from 'lru-cache'
import { createKeyedMutex } from '../../../stores/keyed-mutex.ts'
import { readInfo } from '../describe.ts'
import type { Listing, ListQuery, Totals } from '../listing.ts'
import type { View } from '../view.ts'
import { createDates, type Dates } from './dates.ts'
import { foldersBelow } from './folders-below.ts'
import { createOrders } from './orders.ts'
import type { Facts, Rows } from './rows.ts'
import { select, type Selection, wordsOf } from './select.ts'
import type { ShownRendition } from './shown.ts'
import { totalsOf } from './totals.ts'

/** How many folders a page names. */
const FOLDERS = 500
/** How many answers of which folders are below are remembered. */
const KNOWN = 50

/** What an index finds for a page. */
interface Found extends Selection, Pick<Listing, 'folders' | 'moreFolders' | 'totals'> {}

/** All originals in memory, ready to be searched and sorted. Searches and changes wait for each other. */
export interface OriginalsIndex {
  readonly rows: Rows
  readonly dates: Dates
  find(query: ListQuery): Promise<Found>
  /** Takes in what looks at single keys have found; `null` where there is no such original (any more). */
  apply(looks: ReadonlyMap<string, Facts | null>): Promise<void>
}

export interface IndexOptions {
  readonly view: View
  readonly shown: ShownRendition | null
  /** How many originals it holds at most. */
  readonly most: number
  readonly changed: () => void
}

export function createOriginalsIndex(rows: Rows, { view, shown, most, changed }: IndexOptions): OriginalsIndex {
  const orders = createOrders(rows)
  const mutex = createKeyedMutex()
  const alone = <T>(task: () => Promise<T>) => mutex('', task)
  let totals: Totals | null = null
  const folders = new LRUCache<string, Listing['folders']>({ max: KNOWN })

  const dates = createDates({
    rows,
    changed,
    read: async (key) => (await readInfo(view, key))?.taken ?? null,
    place: (dates) =>
      alone(async () => {
        for (const [row, taken] of dates) {
          rows.setTaken(row, taken)
          orders.touch(row)
        }
      }),
  })

  async function foldersOf(folder: string): Promise<Listing['folders']> {
    const known = folders.get(folder)
    if (known !== undefined) return known
    const found = await foldersBelow(rows, await orders.current('name'), folder)
    folders.set(folder, found)
    return found
  }

  function applyOne(key: string, facts: Facts | null): void {
    const row = rows.rowOf(key)
    if (facts === null && row !== undefined) {
      orders.touch(row)
      rows.remove(row)
    }
    if ((facts === null) === (row !== undefined)) folders.clear() // one came or went
    if (facts === null || (row === undefined && rows.count() >= most)) return
    const now = rows.set(key, facts)
    dates.touch(now)
    orders.touch(now)
  }

  return {
    rows,
    dates,
    find: (query) =>
      alone(async () => {
        const selection = await select(rows, orders, query)
        const isSearch = wordsOf(query.search).length > 0
        const folders = isSearch ? [] : await foldersOf(query.folder)
        totals ??= await totalsOf(rows, shown)
        const moreFolders = Math.max(0, folders.length - FOLDERS)
        return { ...selection, folders: folders.slice(0, FOLDERS), moreFolders, totals }
      }),
    apply: (looks) =>
      alone(async () => {
        for (const [key, facts] of looks) applyOne(key, facts)
        if (looks.size > 0) totals = null
      }),
  }
}
