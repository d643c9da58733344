import { type Listing, type ListQuery, PAGE } from '../listing.ts'
import { previewOf } from '../preview.ts'
import type { View } from '../view.ts'
import { atOnce, isDoneWithin } from './at-once.ts'
import { createDirtyKeys } from './dirty-keys.ts'
import { createOriginalsIndex, type OriginalsIndex } from './index-of.ts'
import { look } from './look.ts'
import { partOf } from './partial.ts'
import { createRows, type Rows } from './rows.ts'
import { scan } from './scan.ts'
import { show } from './show.ts'
import { shownOf } from './shown.ts'

/** A page waits no longer than this for what makes it whole, in ms, where it is told of more. */
const PATIENCE_MS = 300
/** How many originals are held in memory at most. */
const MOST = 500_000
/** Listing again and again takes this share of the time at most. */
const LISTING_SHARE = 0.1
/** So few rows of what is gone are no loss. */
const FEW = 1000
/** How many originals of a page are read at once. */
const READERS = 16
/** How many keys are looked at again before the others get a turn, and how many of them at once. */
const [BATCH, LOOKS] = [64, 8]

export interface CollectionOptions {
  readonly view: View
  /** Is told when pages can show more than they were given, so that they ask again. */
  readonly changed: () => void
  /**
   * After how many ms the stores are listed again when somebody looks, at the earliest; `null` where `touch` is told of
   * whatever changes.
   */
  readonly freshMs: number | null
  readonly report: (fault: unknown) => void
  /** So long a page waits for what makes it whole, in ms; then it shows what is there, and more when it asks again. */
  readonly patienceMs?: number
  /** How many originals are held in memory at most. */
  readonly most?: number
}

/** The originals and what is stored of them, in memory from the moment on when somebody first looks at the list. */
export interface Collection {
  list(query: ListQuery): Promise<Listing>
  /** Tells that an original, or something that is stored of it, may have changed; `null` is none. */
  readonly touch: (key: string | null) => void
  /** Tells that everything in a folder may have changed, or the folder is another one. */
  readonly touchBelow: (path: string) => void
}

interface Built {
  readonly index: OriginalsIndex
  readonly isCut: boolean
  /** When its listing began, and how long it took, in ms. */
  readonly since: number
  readonly took: number
}

export function createCollection(options: CollectionOptions): Collection {
  const { view, changed, freshMs, report, patienceMs = PATIENCE_MS, most = MOST } = options
  const shown = shownOf(view.catalogue)
  const preview = previewOf(view.catalogue)?.name
  const dirty = createDirtyKeys(() => built?.index.rows ?? null)
  let built: Built | null = null
  let building: { readonly rows: Rows; readonly done: Promise<void> } | null = null
  let isListingOriginals = false
  let draining: Promise<void> | null = null
  /** Work for which a page did not wait. */
  const late = new WeakSet<Promise<void>>()

  function isOld(): boolean {
    if (built === null || dirty.isTooMany()) return true
    const { since, took, index } = built
    if (index.rows.length() > 2 * index.rows.count() + FEW) return true // most of it tells of what is gone
    return freshMs !== null && performance.now() - since > Math.max(freshMs, took / LISTING_SHARE)
  }

  async function build(rows: Rows): Promise<void> {
    const since = performance.now()
    dirty.listingBegins()
    isListingOriginals = true
    const listed = () => (isListingOriginals = false)
    const isCut = await scan(view, rows, { most, shown: shown?.stored, listed }).finally(listed)
    const index = createOriginalsIndex(rows, { view, shown, most, changed })
    built = { index, isCut, since, took: performance.now() - since }
    dirty.listingEnded()
  }

  function begin(): void {
    if (building !== null || !isOld()) return
    const rows = createRows()
    const done = build(rows).finally(() => (building = null))
    building = { rows, done }
    void owe(done)
  }

  async function drain(): Promise<void> {
    for (let keys = dirty.take(BATCH); keys.length > 0; keys = dirty.take(BATCH)) {
      const looks = await atOnce(keys, LOOKS, async (key) => [key, await look(view, key, shown?.stored)] as const)
      await built?.index.apply(new Map(looks.flatMap(([key, facts]) => (facts === 'unknown' ? [] : [[key, facts]]))))
    }
  }

  /** Has the pages ask again when the work is done, where one was answered before. */
  async function owe(work: Promise<void>): Promise<void> {
    try {
      await work
      if (late.delete(work)) changed()
    } catch (fault) {
      report(fault)
    }
  }

  async function waitFor(work: Promise<void>): Promise<void> {
    if (!(await isDoneWithin(patienceMs, work))) late.add(work)
  }

  async function becomeCurrent(): Promise<void> {
    begin()
    if (building !== null) await waitFor(building.done)
    if (built === null) return
    if (draining === null) {
      draining = drain().finally(() => (draining = null))
      void owe(draining)
    }
    await waitFor(draining)
  }

  async function whole({ index, isCut }: Built, query: ListQuery): Promise<Listing> {
    const { rows, dates } = index
    if (query.sort === 'taken') {
      const reading = dates.read()
      void owe(reading)
      await waitFor(reading)
    }
    const { count, rows: found, folders, moreFolders, totals } = await index.find(query)
    const items = await atOnce(found, READERS, async (row) => {
      const [key, facts] = [rows.keyOf(row), rows.facts(row)]
      const item = await show(view, key, facts, preview)
      if (facts.hasInfo && item.info === null) dirty.touch(key) // somebody has deleted it by hand
      return item
    })
    const { read, all } = query.sort === 'taken' ? dates.progress() : { read: 0, all: 0 }
    const pages = Math.max(1, Math.ceil(count / PAGE))
    const datesRead = read === all ? null : { read, all }
    return { query, items, count, pages, folders, moreFolders, totals, datesRead, isCut }
  }

  async function part(query: ListQuery, rows: Rows, isListing: () => boolean): Promise<Listing> {
    const found = await partOf(view, rows, query, isListing)
    const items = await atOnce(found, READERS, ([key, facts]) => show(view, key, facts, preview))
    const unknown = { count: null, pages: null, folders: [], moreFolders: 0, totals: null, datesRead: null }
    return { query, items, isCut: false, ...unknown }
  }

  return {
    async list(query) {
      await becomeCurrent()
      if (built !== null) return whole(built, query)
      const { rows = createRows() } = building ?? {}
      return part(query, rows, () => isListingOriginals)
    },
    touch: dirty.touch,
    touchBelow: dirty.touchBelow,
  }
}
