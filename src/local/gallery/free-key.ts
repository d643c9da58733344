import type { Catalogue } from '../../config/catalogue.ts'
import type { Store } from '../../stores/store.ts'
import { findKeyFault } from './key-fault.ts'

/** How many names are tried. */
const TRIES = 200

/** A key like this one under which there is nothing yet: `boat-2.jpg` for `boat.jpg`; `null` where none was found. */
export async function findFreeKey(originals: Store, catalogue: Catalogue, key: string): Promise<string | null> {
  const [, stem = key, extension = ''] = /^(.*[^/])(\.[^./]+)$/su.exec(key) ?? []
  for (let number = 2; number < 2 + TRIES; number += 1) {
    const candidate = `${stem}-${number}${extension}`
    if (findKeyFault(catalogue, candidate) !== null) return null
    if ((await originals.head(candidate)) === null) return candidate
  }
  return null
}
