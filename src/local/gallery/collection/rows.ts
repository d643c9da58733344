import { createNames, type Names } from './names.ts'

/** What the listings, or looks at single objects, tell of an original. */
export interface Facts {
  /** The size in bytes. */
  readonly bytes: number
  /** When it was changed, in ms since 1970; NaN where nobody knows. */
  readonly changed: number
  readonly isArchived: boolean
  /** What is stored of it, without the info. */
  readonly files: number
  readonly madeBytes: number
  /** The bytes of the rendition that a page shows (`shownOf`); NaN where it is not stored. */
  readonly shownBytes: number
  readonly hasInfo: boolean
  /** Whether it has an entry among the errors. */
  readonly isRefused: boolean
}

/** The numbers of all originals, each a column, with one row for an original. A row is never used for another key. */
export interface Rows {
  readonly names: Names
  /** How many rows there are, with those whose originals are gone. */
  length(): number
  /** How many originals there are. */
  count(): number
  rowOf(key: string): number | undefined
  keyOf(row: number): string
  readonly isThere: (row: number) => boolean
  facts(row: number): Facts
  /** As in `facts`, for who compares many. */
  bytes(row: number): number
  changed(row: number): number
  hasInfo(row: number): boolean
  /** Adds an original or tells of one what is so now, and returns its row. */
  set(key: string, facts: Facts): number
  remove(row: number): void
  /** When it was taken, in ms since 1970 by the camera's clock; NaN where that is not known, or not yet. */
  taken(row: number): number
  /** `undefined`: what was told of it is not true any more. */
  setTaken(row: number, taken: number | undefined): void
  hasTaken(row: number): boolean
  /** How much memory all of it takes but for the keys, in bytes. */
  size(): number
}

const [THERE, ARCHIVED, INFO, REFUSED, TAKEN] = [1, 2, 4, 8, 16]

export function createRows(): Rows {
  const names = createNames()
  const keys: string[] = []
  const rows = new Map<string, number>()
  let columns = allocate(128)

  function write(row: number, facts: Facts): void {
    const { bytes, changed, files, madeBytes, shownBytes, flags } = columns
    bytes[row] = facts.bytes
    changed[row] = facts.changed
    files[row] = facts.files
    madeBytes[row] = facts.madeBytes
    shownBytes[row] = facts.shownBytes
    flags[row] =
      THERE |
      (facts.isArchived ? ARCHIVED : 0) |
      (facts.hasInfo ? INFO : 0) |
      (facts.isRefused ? REFUSED : 0) |
      (flags[row]! & TAKEN)
  }

  function has(row: number, flag: number): boolean {
    return (columns.flags[row]! & flag) !== 0
  }

  return {
    names,
    length: () => keys.length,
    count: () => rows.size,
    rowOf: (key) => rows.get(key),
    keyOf: (row) => keys[row]!,
    isThere: (row) => has(row, THERE),
    facts: (row) => ({
      bytes: columns.bytes[row]!,
      changed: columns.changed[row]!,
      isArchived: has(row, ARCHIVED),
      files: columns.files[row]!,
      madeBytes: columns.madeBytes[row]!,
      shownBytes: columns.shownBytes[row]!,
      hasInfo: has(row, INFO),
      isRefused: has(row, REFUSED),
    }),
    bytes: (row) => columns.bytes[row]!,
    changed: (row) => columns.changed[row]!,
    hasInfo: (row) => has(row, INFO),
    set(key, facts) {
      let row = rows.get(key)
      if (row === undefined) {
        row = keys.length
        if (row === columns.flags.length) columns = lengthened(columns)
        const own = alone(key)
        keys.push(own)
        rows.set(own, row)
        names.add(own)
      }
      write(row, facts)
      return row
    },
    remove(row) {
      columns.flags[row] = 0
      rows.delete(keys[row]!)
    },
    taken: (row) => columns.taken[row]!,
    setTaken(row, taken) {
      columns.taken[row] = taken ?? Number.NaN
      columns.flags[row] = taken === undefined ? columns.flags[row]! & ~TAKEN : columns.flags[row]! | TAKEN
    },
    hasTaken: (row) => has(row, TAKEN),
    size: () => names.size() + Object.values(columns).reduce((sum, { byteLength }) => sum + byteLength, 0),
  }
}

/** A copy that holds no larger text in memory, such as the whole answer of a listing, of which it was cut out. */
function alone(key: string): string {
  return Buffer.from(key).toString()
}

interface Columns {
  readonly bytes: Float64Array
  readonly changed: Float64Array
  readonly taken: Float64Array
  readonly madeBytes: Float64Array
  readonly shownBytes: Float64Array
  readonly files: Uint16Array
  readonly flags: Uint8Array
}

function allocate(length: number): Columns {
  return {
    bytes: new Float64Array(length),
    changed: new Float64Array(length),
    taken: new Float64Array(length).fill(Number.NaN),
    madeBytes: new Float64Array(length),
    shownBytes: new Float64Array(length),
    files: new Uint16Array(length),
    flags: new Uint8Array(length),
  }
}

function lengthened(columns: Columns): Columns {
  const larger = allocate(Math.ceil(1.5 * columns.flags.length))
  larger.bytes.set(columns.bytes)
  larger.changed.set(columns.changed)
  larger.taken.set(columns.taken)
  larger.madeBytes.set(columns.madeBytes)
  larger.shownBytes.set(columns.shownBytes)
  larger.files.set(columns.files)
  larger.flags.set(columns.flags)
  return larger
}
