import { hasCode } from '../../../stores/folder/fs-errors.ts'
import { MAX_METADATA_BYTES, metadataKey, parseUserMetadata } from '../../../stores/folder/user-metadata.ts'
import { type ObjectHead, type Reader, type StoredObject } from '../../../stores/store.ts'

/** What the file beside a picture says of it (`boat.jpg.meta.json`), in a folder. */
export interface FoundMetadata {
  /** Names the very file that was read; `null` where there is none. */
  readonly etag: string | null
  readonly fields: ObjectHead['metadata']
}

/** The file is there and says nothing that is of use; `fault` says why, for whoever wrote it. */
export interface UselessMetadata {
  readonly fault: string
}

/** Reads it. @throws faults of the disk, which pass */
export async function readMetadata(store: Pick<Reader, 'get'>, key: string): Promise<FoundMetadata | UselessMetadata> {
  const name = metadataKey(key)
  try {
    const stored = await store.get(name)
    if (stored === null) return { etag: null, fields: {} }
    const found = parseUserMetadata(await startOf(stored))
    if ('fault' in found) return { fault: `${name} is not used: ${found.fault}` }
    return { etag: stored.etag, fields: found.metadata }
  } catch (error) {
    if (hasCode(error, ['EACCES', 'EPERM'])) return { fault: `${name} is not used: it may not be read` }
    throw error
  }
}

/** Reads not much more than it may have, however large the file is. */
async function startOf({ body }: StoredObject): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    length += chunk.length
    if (length > MAX_METADATA_BYTES) break // which cancels the rest
  }
  return Buffer.concat(chunks)
}
