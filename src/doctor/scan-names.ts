import type { Progress } from '../cli/progress.ts'
import type { Catalogue } from '../config/catalogue.ts'
import type { Ports } from '../core/ports.ts'
import { isHidden } from '../path.ts'
import type { Collection, Found } from './collection.ts'
import type { Tally } from './tally.ts'

/**
 * The first pass over a collection: it lists everything, and notes what the names alone tell.
 *
 * @returns how many objects the second pass has to read
 * @throws where it cannot be listed
 */
export async function scanNames(
  collection: Collection,
  { catalogue }: Pick<Ports, 'catalogue'>,
  tally: Tally,
  stop: AbortSignal,
  progress: Progress,
): Promise<number> {
  let readable = 0
  let listed = 0
  for await (const found of collection.list()) {
    if (stop.aborted) break
    listed += 1
    progress('listed', listed)
    if (noteName(found, catalogue, tally)) readable += 1
  }
  return readable
}

/** Notes one entry of the listing. Returns whether it has to be read. */
function noteName(found: Found, catalogue: Ports['catalogue'], tally: Tally): boolean {
  const { kind, key } = found
  const isLeftOut = !catalogue.table.hidden && isHidden(key)
  if (isLeftOut && (kind === 'special' || kind === 'closed')) return false // what nobody looks for, nobody misses
  if (kind === 'special') tally.special.add('special', key, 0)
  else if (kind === 'closed') tally.faults.add('fault', key, 0, found.why)
  else {
    const { size } = found
    tally.listed.add('object', key, size)
    const why = kind === 'misnamed' ? 'not-unicode' : whyUnaddressable(key, catalogue)
    if (!catalogue.isPublic(key)) tally.outside.add('outside', key, size)
    else if (why !== null) tally.unaddressable.add(why, key, size)
    else if (isLeftOut) tally.hidden.add('hidden', key, size)
    else {
      if (key !== key.normalize('NFC')) tally.decomposed.add('decomposed', key, size)
      if (kind !== 'archived') return true
      tally.archived.add('archived', key, size)
    }
  }
  return false
}

type Unaddressable =
  | 'folder-marker'
  | 'empty-segment'
  | 'dot-segment'
  | 'control-character'
  | 'backslash'
  | 'not-unicode'
  | 'too-long'

/** Why a key cannot be asked for, or `null` where it can be. */
export function whyUnaddressable(key: string, catalogue: Pick<Catalogue, 'isAddressable'>): Unaddressable | null {
  if (catalogue.isAddressable(key)) return null
  if (!key.isWellFormed()) return 'not-unicode'
  if (/[\u0000-\u001f\u007f]/.test(key)) return 'control-character' // oxlint-disable-line no-control-regex
  if (key.includes('\\')) return 'backslash'
  if (key.split('/').some((segment) => segment === '.' || segment === '..')) return 'dot-segment'
  if (key === '' || key.startsWith('/') || key.includes('//')) return 'empty-segment'
  return key.endsWith('/') ? 'folder-marker' : 'too-long'
}
