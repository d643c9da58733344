import type { FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import * as v from 'valibot'
import type { ObjectHead } from '../store.ts'
import { hasCode } from './fs-errors.ts'
import { openFile, type OpenFile, stateOf } from './stat.ts'

const SUFFIX = '.meta.json'
/** S3's limit on user metadata, in bytes. */
export const MAX_METADATA_BYTES = 2048
/** After so many ms a file that is of no use is read again, for it may just have been being overwritten. */
const WRITTEN_AFTER = 50

/**
 * Reads an object's user metadata, such as S3 keeps, from the file beside the object's: `boat.jpg.meta.json` is that of
 * `boat.jpg`. It is read anew each time, so that no change of it can go unseen.
 *
 * @throws faults of the disk, which pass; what its author must mend is reported, and then there is no metadata
 */
export type ReadUserMetadata = (key: string, path: string) => Promise<ObjectHead['metadata']>

/** The path or key of the file that a metadata file describes, by its own; `null` for any other file. */
export function describedBy(path: string): string | null {
  return path.endsWith(SUFFIX) && !path.endsWith(`/${SUFFIX}`) && path !== SUFFIX ? path.slice(0, -SUFFIX.length) : null
}

/** Tells which files of a folder have metadata beside them, by the names of all its files. */
export function describedAmong(names: ReadonlySet<string>): (path: string) => boolean {
  return (path) => names.has(basename(path) + SUFFIX)
}

/** The key of the object in which the metadata of another one stands, in a folder. */
export function metadataKey(key: string): string {
  return key + SUFFIX
}

/** The metadata, or why there is none to be used and the state of the file of which that is true. */
type MetadataFound = { readonly metadata: ObjectHead['metadata'] } | { readonly fault: string; readonly state: string }

const Metadata = v.pipe(
  v.string(),
  v.parseJson(),
  v.check((value) => !Array.isArray(value)),
  // What HTTP headers can hold, for they are the user metadata of S3; it has their names in lower case.
  v.record(v.pipe(v.string(), v.regex(/^[a-z0-9._-]+$/)), v.pipe(v.string(), v.regex(/^[\x20-\x7e]*$/))),
)

/** @param report is called once for each file that is of no use, and again when it has been changed in vain */
export function createUserMetadataReader(report: (fault: unknown) => void): ReadUserMetadata {
  const told = new Map<string, string>()
  return async (key, path) => {
    let found = await find(path + SUFFIX)
    if ('fault' in found && told.get(key) !== found.state) {
      await sleep(WRITTEN_AFTER)
      found = await find(path + SUFFIX)
    }
    if ('metadata' in found) {
      told.delete(key)
      return found.metadata
    }
    if (told.get(key) !== found.state) report(new Error(`${key}${SUFFIX} is not used: ${found.fault}`))
    told.set(key, found.state)
    return {}
  }
}

async function find(path: string): Promise<MetadataFound> {
  try {
    const file = await openFile(path)
    return file === null ? { metadata: {} } : await parse(file)
  } catch (error) {
    if (hasCode(error, ['EACCES', 'EPERM'])) return { fault: 'it may not be read', state: 'refused' }
    throw error
  }
}

async function parse({ handle, stat }: OpenFile): Promise<MetadataFound> {
  const found = parseUserMetadata(await readStart(handle))
  return 'fault' in found ? { ...found, state: stateOf(stat) } : found
}

/** Reads the content of a metadata file, or says what its author must mend. */
export function parseUserMetadata(
  content: Uint8Array,
): { readonly metadata: ObjectHead['metadata'] } | { readonly fault: string } {
  if (content.length > MAX_METADATA_BYTES) return { fault: `it is larger than ${MAX_METADATA_BYTES} bytes` }
  const { success, output } = v.safeParse(Metadata, new TextDecoder().decode(content))
  if (success) return { metadata: output }
  return { fault: 'it must be a JSON object of plain ASCII strings, its names in lower case' }
}

/** Reads one byte more than a file may have, however large it is, and closes it. */
async function readStart(handle: FileHandle): Promise<Uint8Array> {
  try {
    const start = new Uint8Array(MAX_METADATA_BYTES + 1)
    let length = 0
    for (let more = -1; more !== 0 && length < start.length; length += more) {
      more = (await handle.read(start, length)).bytesRead
    }
    return start.subarray(0, length)
  } finally {
    await handle.close()
  }
}
