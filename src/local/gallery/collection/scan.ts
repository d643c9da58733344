import { claimsPicture } from '../../../image/kinds.ts'
import { unescapeKey } from '../../../path.ts'
import { yieldOften } from '../../../stores/folder/owned.ts'
import type { ListedObject } from '../../../stores/store.ts'
import type { View } from '../view.ts'
import type { Facts, Rows } from './rows.ts'

/** How long listed objects are taken in at a stretch, in ms. */
const SLICE_MS = 8
/** After so many it is looked whether others want their turn. */
const STRETCH = 500

/** Passes over a folder that may not be read: the log and `/healthz` tell of it. */
const unknown = (): void => {}

export interface ScanOptions {
  /** How many originals are taken in at most. */
  readonly most: number
  /** The name of the rendition of which the bytes are told apart (`shownOf`). */
  readonly shown: string | undefined
  /** Is told when all originals are there, and what is stored of them comes next. */
  readonly listed?: () => void
}

/**
 * Fills rows from the listings of all three stores, the originals first.
 *
 * @returns whether there are more originals than were taken in: then those whose keys come first are there
 */
export async function scan(view: View, rows: Rows, { most, shown, listed }: ScanOptions): Promise<boolean> {
  const { catalogue, settings, originals, processed, errors } = view
  let isCut = false

  function add(key: string, more: (known: Facts) => Partial<Facts>): void {
    const row = rows.rowOf(key)
    const known = row === undefined ? null : rows.facts(row)
    if (known !== null) rows.set(key, { ...known, ...more(known) })
  }

  for (const prefix of settings.prefixes) {
    for await (const original of gently(originals.list({ prefix, unknown }))) {
      if (!catalogue.serves(original.key)) continue
      isCut = rows.count() >= most && rows.rowOf(original.key) === undefined
      if (isCut) break
      rows.set(original.key, factsOf(original))
    }
  }
  listed?.()
  for await (const { key: path, size } of gently(processed.list())) {
    const parsed = catalogue.parsePath(path)
    if (parsed?.name === catalogue.info.name) add(parsed.key, () => ({ hasInfo: true }))
    else if (parsed !== null && catalogue.pictures.has(parsed.name))
      add(parsed.key, ({ files, madeBytes }) => ({
        files: files + 1,
        madeBytes: madeBytes + size,
        ...(parsed.name === shown && { shownBytes: size }),
      }))
  }
  for await (const { key: path } of gently(errors.list())) {
    const key = unescapeKey(path)
    if (key !== null) add(key, () => ({ isRefused: true }))
  }
  const inSlices = yieldOften(SLICE_MS)
  for (let from = 0; from < rows.length(); from += STRETCH)
    await inSlices(() => removeOthers(rows, from, Math.min(from + STRETCH, rows.length())))
  return isCut
}

/** Removes what neither is a picture nor claims to be one. */
function removeOthers(rows: Rows, from: number, to: number): void {
  for (let row = from; row < to; row += 1) if (!isShown(rows.keyOf(row), rows.facts(row))) rows.remove(row)
}

/** Whether an original is in the list: it is a picture, or claims to be one. */
export function isShown(key: string, { files, hasInfo, isRefused }: Facts): boolean {
  return files > 0 || hasInfo || isRefused || claimsPicture(key, undefined)
}

function factsOf({ size, modified, written, isArchived = false }: ListedObject): Facts {
  return {
    bytes: size,
    changed: modified ?? (written === undefined ? Number.NaN : Date.parse(written)),
    isArchived,
    files: 0,
    madeBytes: 0,
    shownBytes: Number.NaN,
    hasInfo: false,
    isRefused: false,
  }
}

async function* gently(objects: AsyncIterable<ListedObject>): AsyncGenerator<ListedObject> {
  const inSlices = yieldOften(SLICE_MS)
  let taken = 0
  for await (const object of objects) {
    taken += 1
    if (taken % STRETCH === 0) await inSlices(() => {})
    yield object
  }
}
