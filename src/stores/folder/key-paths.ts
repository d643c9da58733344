import { join } from 'node:path'

/** The longest piece of a segment that becomes a name of its own, in bytes. It leaves room for the `~` within the 255 that file systems hold. */
const LONGEST_PIECE = 200

/** How the keys of a store are written as paths below its root, and read again. */
export interface Naming {
  /** `null` for a key that no file can have. */
  readonly pathOf: (key: string) => string | null
  /** Whether a folder of this name holds the further pieces of a cut segment, rather than further segments. */
  readonly isCut: (folderName: string) => boolean
}

/** A key is its own path. That is for folders that other programs fill, which may use any name. */
export const plainNames: Naming = {
  pathOf: (key) => (isPath(key) ? key : null),
  isCut: () => false,
}

/**
 * A key's segment that is longer than a file system holds is cut into pieces, of which every one but the last is a
 * folder ending in `~`. An escaped Japanese name is soon 700 bytes long. No key of such a store may have a segment that
 * itself ends in `~`; rendition paths and escaped keys know no `~` at all.
 */
export const cutNames: Naming = {
  pathOf(key) {
    if (!isPath(key)) return null
    const segments = key.split('/')
    return segments.some((segment) => segment.endsWith('~')) ? null : segments.map(cut).join('/')
  },
  isCut: (folderName) => folderName.endsWith('~'),
}

/**
 * How the keys of a store become real paths below its root: `null` for those that no object can have.
 *
 * @param ignored real paths at and below which there are no objects
 */
export function realPathsBelow(
  root: string,
  { pathOf }: Naming,
  ignored: readonly string[],
): (key: string) => string | null {
  const barred = ignored.filter((path) => path.startsWith(`${root}/`)).map((path) => `${path}/`)
  return (key) => {
    const below = pathOf(key)
    if (below === null) return null
    const path = join(root, below)
    return barred.some((folder) => `${path}/`.startsWith(folder)) ? null : path
  }
}

function isPath(key: string): boolean {
  // An unpaired surrogate would be written as U+FFFD, which is another key's.
  if (!key.isWellFormed() || key.includes('\0')) return false
  return key.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..')
}

/** Cuts from the end, so that the last piece, the only one without a `~`, is a long one and never `.` or `..`. */
function cut(segment: string): string {
  if (segment.length * 3 <= LONGEST_PIECE || Buffer.byteLength(segment) <= LONGEST_PIECE) return segment
  let path = ''
  let bytes = 0
  for (const char of Array.from(segment).toReversed()) {
    const more = Buffer.byteLength(char)
    if (bytes + more > LONGEST_PIECE) {
      path = `~/${path}`
      bytes = 0
    }
    path = char + path
    bytes += more
  }
  return path
}
