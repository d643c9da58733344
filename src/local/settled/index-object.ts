import { type Condition, readAll, type Store, type StoredObject } from '../../stores/store.ts'
import { createFingerprintSet } from './fingerprint-set.ts'
import { LARGEST, parseIndex, printIndex } from './index-bytes.ts'

/** No key is spelt so, and no error entry has this name: whoever lists the errors, of whatever version, leaves it alone. */
export const INDEX = '!sizewright-index'

/** The object that holds the index. Other processes may read and write it, too. */
export interface IndexObject {
  /** The fingerprints in it, or `null` where it is not there or nothing that can be understood. */
  read(): Promise<BigUint64Array | null>
  /**
   * Puts the fingerprints in the place of what was read or written last. Where another process has written meanwhile, its
   * own are added and returned.
   */
  write(fingerprints: BigUint64Array): Promise<BigUint64Array>
}

/** @param location the errors': it is never public, and nobody copies it to where pictures are served from */
export function createIndexObject(location: Store): IndexObject {
  let only: Condition = 'absent'

  async function read(): Promise<BigUint64Array | null> {
    const object = await location.get(INDEX)
    only = object === null ? 'absent' : { etag: object.etag }
    const bytes = object === null ? null : await readIndex(object)
    return bytes === null ? null : parseIndex(bytes)
  }

  async function put(fingerprints: BigUint64Array): Promise<boolean> {
    const body = printIndex(fingerprints)
    const etag = await location.put(INDEX, { body, contentType: 'application/octet-stream', metadata: {} }, only)
    if (etag !== null) only = { etag }
    return etag !== null
  }

  return {
    read,
    async write(fingerprints) {
      const nothing = new BigUint64Array(0)
      if (await put(fingerprints)) return nothing
      const theirs = (await read()) ?? nothing
      const all = createFingerprintSet()
      all.addAll(fingerprints)
      all.addAll(theirs)
      await put(all.sorted()) // refused once more: what it would have held is found again
      return theirs
    },
  }
}

/** `null` where it is more than an index can be, and is not read. */
async function readIndex({ size, body }: StoredObject): Promise<Uint8Array | null> {
  if (size <= LARGEST) return readAll(body)
  await body.cancel()
  return null
}
