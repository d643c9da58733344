import type { Catalogue } from '../../catalogue.ts'
import { isAddressable, isHidden } from '../../path.ts'
import { describedBy } from '../../stores/meta-files.ts'

/** Why a picture cannot be uploaded under a key, in words for whoever chose it; `null` where it can. */
export function findKeyFault(catalogue: Catalogue, key: string): string | null {
  if (key === '') return 'the picture needs a name'
  if (!isAddressable(key, catalogue.longestName)) {
    return 'the name has an empty, `.` or `..` part, a backslash or a control character, or is too long'
  }
  if (!catalogue.table.hidden && isHidden(key)) {
    return 'names that begin with a dot, and those of trash and thumbnail folders, are hidden: nothing is made of them'
  }
  if (!catalogue.isPublic(key))
    return `names must begin with ${catalogue.table.prefixes.join(' or ')}: nothing else is public`
  if (describedBy(key) !== null) return 'names that end in .meta.json are those of notes about pictures'
  return null
}
