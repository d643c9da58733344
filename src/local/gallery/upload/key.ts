import type { Catalogue } from '../../../config/catalogue.ts'
import { claimsPicture } from '../../../image/kinds.ts'
import { isHidden } from '../../../path.ts'
import { describedBy } from '../../../stores/folder/user-metadata.ts'
import type { Store } from '../../../stores/store.ts'

/** Why a picture cannot be uploaded under a key, in words for whoever chose it; `null` where it can. */
export function findKeyFault(catalogue: Catalogue, key: string): string | null {
  if (key === '') return 'the picture needs a name'
  if (!catalogue.isAddressable(key)) {
    return 'the name has an empty, `.` or `..` part, a backslash or a control character, or is too long'
  }
  // This holds even where the configuration serves them: programs look for their settings under such names, as in `.ssh`.
  if (isHidden(key)) {
    return 'names that begin with a dot, and those of trash and thumbnail folders, are hidden: choose another one'
  }
  if (!catalogue.isPublic(key))
    return `names must begin with ${catalogue.table.prefixes.join(' or ')}: nothing else is public`
  if (describedBy(key) !== null) return 'names that end in .meta.json are those of notes about pictures'
  // Other programs go by the name: they would run, read or show whatever is in the file as what its name says.
  if (!claimsPicture(key, undefined)) return 'the name must end as those of pictures do, like .jpg or .png'
  return null
}

/** How many names `findFreeKey` tries. */
const TRIES = 200

/** Finds a key like this one under which there is nothing yet: `boat-2.jpg` for `boat.jpg`; `null` where it finds none. */
export async function findFreeKey(originals: Store, catalogue: Catalogue, key: string): Promise<string | null> {
  const [, stem = key, extension = ''] = /^(.*[^/])(\.[^./]+)$/su.exec(key) ?? []
  for (let number = 2; number < 2 + TRIES; number += 1) {
    const candidate = `${stem}-${number}${extension}`
    if (findKeyFault(catalogue, candidate) !== null) return null
    if ((await originals.head(candidate)) === null) return candidate
  }
  return null
}
