import { atOnce } from './at-once.ts'
import type { Rows } from './rows.ts'

/** So many are read before they get their places in the order. */
const BATCH = 256
/** How many are read at once: requests for pictures want the disk, too. */
const READERS = 4
/** How often the pages are told that more dates are known, in ms. */
const NEWS_MS = 2000

/**
 * The dates on which pictures were taken. They stand in what is stored as `/info`, which is one object for each picture, so
 * they are read in the background when somebody first sorts by them; from then on, as pictures change.
 */
export interface Dates {
  /** Reads what is not known yet; returns when all is. */
  read(): Promise<void>
  /** Has a row's date read again where dates are wanted at all. */
  touch(row: number): void
  /** How many are known, of how many. */
  progress(): { readonly read: number; readonly all: number }
}

export interface DatesOptions {
  readonly rows: Rows
  /** Gives the date by a key: ISO 8601; `null` where there is none. */
  readonly read: (key: string) => Promise<string | null>
  /** Puts dates into their rows. */
  readonly place: (dates: ReadonlyMap<number, number>) => Promise<void>
  /** Is told now and then that more are known. */
  readonly changed: () => void
}

export function createDates({ rows, read, place, changed }: DatesOptions): Dates {
  let next = 0 // all before it are known
  let reading: Promise<void> | null = null

  const isKnown = (row: number) => !rows.isThere(row) || !rows.hasInfo(row) || rows.hasTaken(row)

  function unknownRows(): number[] {
    const found: number[] = []
    for (; next < rows.length() && found.length < BATCH; next += 1) if (!isKnown(next)) found.push(next)
    return found
  }

  async function readAll(): Promise<void> {
    let told = performance.now()
    for (let batch = unknownRows(); batch.length > 0; batch = unknownRows()) {
      const dates = await atOnce(batch, READERS, async (row) => timeOf(await read(rows.keyOf(row))))
      await place(new Map(batch.map((row, index) => [row, dates[index]!])))
      if (performance.now() - told < NEWS_MS) continue
      changed()
      told = performance.now()
    }
  }

  return {
    read() {
      reading ??= readAll().finally(() => {
        next = 0 // what has failed, or was touched meanwhile, is found by the next
        reading = null
      })
      return reading
    },
    touch: (row) => rows.setTaken(row, undefined),
    progress() {
      let [read, all] = [0, 0]
      for (let row = 0; row < rows.length(); row += 1) {
        if (!rows.isThere(row) || !rows.hasInfo(row)) continue
        all += 1
        if (rows.hasTaken(row)) read += 1
      }
      return { read, all }
    },
  }
}

/** The time on the camera's clock, as if that went by UTC: people order a journey by it. NaN where there is none. */
function timeOf(taken: string | null): number {
  return taken === null ? Number.NaN : Date.parse(`${taken.slice(0, 19)}Z`)
}
