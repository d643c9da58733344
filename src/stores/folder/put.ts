import { md5, type NewObject } from '../store.ts'
import { writeAtomically } from './atomic-write.ts'
import { makeWay, removeEmptyAbove } from './directories.ts'
import { hasCode } from './fs-errors.ts'
import { isOf, type Sidecars, type FileVersion } from './sidecars.ts'
import { statFile } from './stat.ts'

export interface PutPlace {
  /** The real path of the store's folder. */
  readonly root: string
  readonly temporary: string
  readonly sidecars: Sidecars
  /** Whether the bytes must have reached the disk before they count. */
  readonly flush: boolean
  /** Whether a file that another program has put there meanwhile stays. */
  readonly exclusive: boolean
}

/**
 * Writes an object's file and sidecar in the place of what is there. It cannot be seen half done, nor does a crash
 * leave it so: the sidecar comes first and tells of the new version and of the old one, and which of the two is there
 * is decided by the one step that renames the file.
 *
 * @returns the ETag; `null` where `exclusive` was asked for and another program's file was there first
 * @throws where a folder or a link is in the way, where the disk is full, or where the name is too long
 */
export async function putFile(place: PutPlace, key: string, path: string, object: NewObject): Promise<string | null> {
  const { root, temporary, sidecars, flush, exclusive } = place
  const etag = md5(object.body)
  let isNew = false
  try {
    await makeWay(root, path)
    const there = await statFile(path)
    const older = there === null ? [] : (await sidecars.read(key)).filter((version) => isOf(version, there))
    isNew = there === null
    await writeAtomically({
      root,
      path,
      bytes: object.body,
      temporary,
      flush,
      exclusive,
      unlike: there?.mtimeNs, // otherwise the sidecar would for a moment take the old file for the new one
      before: ({ mtimeNs }) => sidecars.write(key, [versionOf(object, etag, mtimeNs), ...older]),
    })
  } catch (error) {
    if (isNew) await sidecars.remove(key).catch(() => {}) // the first fault is the one to report
    await removeEmptyAbove(root, path)
    if (exclusive && hasCode(error, ['EEXIST'])) return null
    throw error
  }
  return etag
}

function versionOf(
  { body, contentType, cacheControl, contentDisposition, metadata }: NewObject,
  etag: string,
  mtimeNs: bigint,
): FileVersion {
  const headers = { contentType, cacheControl, ...(contentDisposition !== undefined && { contentDisposition }) }
  return { head: { etag, size: body.length, ...headers, metadata }, mtimeNs: String(mtimeNs) }
}
