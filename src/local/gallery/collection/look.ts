import { PlaceFault } from '../../../errors.ts'
import { escapeKey, printPath } from '../../../path.ts'
import type { View } from '../view.ts'
import type { Facts } from './rows.ts'
import { isShown } from './scan.ts'

/**
 * Looks at one original and all that is stored of it, by heads alone; `null` where there is none, or none that is in the
 * list, `'unknown'` where it may not be looked at.
 *
 * @param shown as for `scan`
 */
export async function look(view: View, key: string, shown: string | undefined): Promise<Facts | null | 'unknown'> {
  const { catalogue, originals, processed, errors } = view
  if (!catalogue.serves(key)) return null
  const names = [...catalogue.pictures.keys()]
  const found = await Promise.all([
    originals.head(key),
    processed.head(printPath(catalogue.info.name, key)),
    errors.head(escapeKey(key)),
    Promise.all(names.map(async (name) => ({ name, head: await processed.head(printPath(name, key)) }))),
  ]).catch((fault: unknown) => {
    // The log and `/healthz` tell of a folder that may not be read.
    if (fault instanceof PlaceFault && fault.kind === 'unreadable') return null
    throw fault
  })
  if (found === null) return 'unknown'
  const [original, info, entry, heads] = found
  if (original === null) return null
  const stored = heads.flatMap(({ name, head }) => (head === null ? [] : [{ name, size: head.size }]))
  const { size: bytes, modified, written, isArchived = false } = original
  const facts: Facts = {
    bytes,
    changed: modified ?? (written === undefined ? Number.NaN : Date.parse(written)),
    isArchived,
    files: stored.length,
    madeBytes: stored.reduce((sum, { size }) => sum + size, 0),
    shownBytes: stored.find(({ name }) => name === shown)?.size ?? Number.NaN,
    hasInfo: info !== null,
    isRefused: entry !== null,
  }
  return isShown(key, facts) ? facts : null
}
