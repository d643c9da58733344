import type { BigIntStats } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import type { ObjectHead } from '../store.ts'
import { orNoObject } from './fs-errors.ts'
import type { FileReader } from './reader.ts'
import { isOf, type Sidecars } from './sidecars.ts'
import { isFresh, isYoung, onceSettled, openFile, stateOf, statFile } from './stat.ts'
import { streamFile } from './stream.ts'
import { describedAmong, type ReadUserMetadata } from './user-metadata.ts'

/**
 * Reads a folder that other programs fill, too: every file is an object. What `put` wrote is described by its sidecar.
 * Any other file is known by its state, so that a change is noticed without reading it. Either may have user metadata
 * in a file beside it.
 */
export function sharedFiles(sidecars: Sidecars, readMeta: ReadUserMetadata): FileReader {
  async function known(key: string, stat: BigIntStats): Promise<ObjectHead | undefined> {
    const head = (await sidecars.read(key)).find((version) => isOf(version, stat))?.head
    return head && { ...head, modified: Number(stat.mtimeMs) }
  }

  /**
   * Adds the user metadata, which may be of another moment than the file: two files do not change at once. Each is what
   * it was when it was read, so whoever looks again, as every writer does, finds what has changed since.
   */
  async function described(head: ObjectHead, key: string, path: string): Promise<ObjectHead> {
    return { ...head, metadata: { ...head.metadata, ...(await readMeta(key, path)) } }
  }

  return {
    async head(key, path) {
      const stat = await statFile(path)
      if (stat === null) return null
      const head = await known(key, stat)
      if (head !== undefined) return described(head, key, path)
      const settled = await onceSettled(stat, () => statFile(path))
      return settled && described(headOfState(settled), key, path)
    },

    async get(key, path) {
      const file = await openFile(path)
      if (file === null) return null
      const { handle } = file
      try {
        const head = await known(key, file.stat)
        if (head !== undefined) return { ...(await described(head, key, path)), body: streamFile(file, path) }
        const stat = await onceSettled(file.stat, () => handle.stat({ bigint: true }))
        const whole = await described(headOfState(stat), key, path)
        return { ...whole, body: streamFile({ handle, stat }, path), isYoung: isYoung(stat) }
      } catch (error) {
        await handle.close()
        throw error
      }
    },

    async ofFolder(folder, path, head) {
      const since = Date.now()
      const isKnown = await sidecars.ofFolder(folder)
      const isDescribed = describedAmong(new Set(await orNoObject(readdir(path))))
      return async (key, path) => {
        if (isKnown(key) || isDescribed(path)) return head(key)
        const stat = await orNoObject(lstat(path, { bigint: true }))
        if (!stat?.isFile()) return null
        // It may have been put since `isKnown` was made.
        return isFresh(stat, since) ? head(key) : headOfState(stat)
      }
    },
  }
}

function headOfState(stat: BigIntStats): ObjectHead {
  return {
    etag: stateOf(stat),
    size: Number(stat.size),
    contentType: undefined,
    cacheControl: undefined,
    metadata: {},
    modified: Number(stat.mtimeMs),
  }
}
