/** S3's limit on a key, in bytes of UTF-8. */
const MAX_KEY_BYTES = 1024

const READS_AS_ESCAPE = /_(?=x[0-9A-F]{2})/g
const ESCAPE = /_x([0-9A-F]{2})/g
// Empty, `.` and `..` segments: some stores, and some servers in front of them, read these as another path.
const AMBIGUOUS = /^\/|\/$|\/\/|(?:^|\/)\.{1,2}(?:\/|$)/
// Control bytes, and the backslash, which the edge refuses because proxies and browsers turn it into a slash.
const UNSPEAKABLE = /[\u0000-\u001f\u007f\\]/ // oxlint-disable-line no-control-regex

/**
 * Names that systems put beside pictures and that no person wants to see: thumbnails (Synology, Windows), trash (QNAP,
 * Synology, Windows), and what a file system check has found. All names that begin with a dot are hidden, too. These
 * are in lower case. None has a `k`, the one ASCII letter that is another character's lower case, too (U+212A).
 */
const HIDDEN_NAMES: ReadonlySet<string> = new Set(['@eadir', '#recycle', '$recycle.bin', 'lost+found', 'thumbs.db'])

/** A rendition path taken apart: `medium.webp/holiday/boat.jpg` names `medium.webp` of the key `holiday/boat.jpg`. */
export interface RenditionPath {
  readonly name: string
  readonly key: string
}

/**
 * Writes a key in the alphabet that no origin decodes differently: UTF-8 bytes outside `A-Z a-z 0-9 . / - _` become
 * `_xXX`, and so does a `_` that would otherwise read as an escape. No two keys have the same spelling.
 *
 * @throws URIError when the key is not well-formed Unicode
 */
export function escapeKey(key: string): string {
  return encodeURIComponent(key)
    .replace(READS_AS_ESCAPE, '%5F')
    .replaceAll('%2F', '/')
    .replace(/[!'()*~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%', '_x')
}

/** The key that `escapeKey` spells so, or `null` where no key has that spelling. */
export function unescapeKey(escaped: string): string | null {
  if (!/^[A-Za-z0-9./_-]*$/.test(escaped)) return null
  try {
    const key = decodeURIComponent(escaped.replace(ESCAPE, '%$1'))
    return escapeKey(key) === escaped ? key : null
  } catch {
    return null
  }
}

/** The path of one rendition: CloudFront's cache key, the key in the processed bucket, what the origins see. */
export function printPath(name: string, key: string): string {
  return `${name}/${escapeKey(key)}`
}

/** The path that a page writes, percent-encoded as any URL is; the edge turns it into the rendition path. */
export function viewerPath(name: string, key: string): string {
  return `/${name}/${key.split('/').map(encodeURIComponent).join('/')}`
}

/**
 * Takes a rendition path apart. It is strict: only what `printPath` prints for an addressable key is accepted, and
 * everything else is `null`.
 *
 * @param longestName as for `isAddressable`
 */
export function parsePath(path: string, longestName: number): RenditionPath | null {
  const slash = path.indexOf('/')
  if (slash < 1) return null
  const name = path.slice(0, slash)
  const key = unescapeKey(path.slice(slash + 1))
  return key !== null && isAddressable(key, longestName) ? { name, key } : null
}

/**
 * Whether a key can be asked for: it has no empty, `.` or `..` segment, no control byte, no backslash, no slash at its
 * ends, is well-formed Unicode, and its longest rendition path fits S3's 1,024 bytes.
 *
 * @param longestName length in bytes of the longest rendition name of the catalogue
 */
export function isAddressable(key: string, longestName: number): boolean {
  return !UNSPEAKABLE.test(key) && isStorable(key, longestName)
}

/**
 * Whether something can be stored for a key, though it may not be addressable, or not any more: every store has a path
 * that is this key's and no other's.
 *
 * @param longestName length in bytes of the name that it is stored under, or of the longest of several; without it, of
 *   the shortest that any configuration can have
 */
export function isStorable(key: string, longestName = 1): boolean {
  if (key === '' || !key.isWellFormed() || AMBIGUOUS.test(key)) return false
  return longestName + 1 + escapeKey(key).length <= MAX_KEY_BYTES
}

/**
 * Whether a segment of the key is a hidden name: `.trash/boat.jpg`, `@eaDir/boat.jpg/SYNOPHOTO_THUMB_M.jpg`,
 * `holiday/Thumbs.db`.
 */
export function isHidden(key: string): boolean {
  return key.split('/').some(isHiddenName)
}

/** Whether a file or folder of this name is hidden: it begins with a dot or is one of the list, whatever the case. */
export function isHiddenName(segment: string): boolean {
  if (segment === '.' || segment === '..') return false // no names
  return segment.startsWith('.') || HIDDEN_NAMES.has(segment.toLowerCase())
}
