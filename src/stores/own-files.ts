import type { FileHandle } from 'node:fs/promises'
import { md5, streamOf } from './bytes.ts'
import { openFile, statFile } from './file-look.ts'
import { isOf, type Sidecars } from './file-metadata.ts'
import type { FileReader } from './file-reader.ts'

/**
 * Reads a folder that is ours alone: a file is an object as long as it is what `put` wrote. One that another program
 * has put there or altered is none, for nobody knows what it stems from, and is simply made again.
 */
export function ownFiles(sidecars: Sidecars): FileReader {
  async function head(key: string, path: string) {
    const versions = await sidecars.read(key)
    const stat = versions.length === 0 ? null : await statFile(path)
    return stat === null ? null : (versions.find((version) => isOf(version, stat))?.head ?? null)
  }

  return {
    head,

    /** Reads all of it first: only the hash of the bytes tells that nobody altered them. */
    async get(key, path) {
      const versions = await sidecars.read(key)
      const file = versions.length === 0 ? null : await openFile(path)
      if (file === null) return null
      const bytes = await readToEnd(file.handle)
      const etag = md5(bytes)
      const candidates = versions.filter((version) => isOf(version, file.stat))
      const found = candidates.find(({ head }) => head.etag === etag)
      if (found !== undefined) return { ...found.head, body: streamOf(bytes) }
      if (candidates.length > 0) await sidecars.remove(key) // else `head` would still believe in it
      return null
    },

    ofFolder: async (_folder, head) => head,
  }
}

async function readToEnd(handle: FileHandle): Promise<Uint8Array> {
  try {
    return await handle.readFile()
  } finally {
    await handle.close()
  }
}
