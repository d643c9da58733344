import type { FileHandle } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import { md5, type ObjectHead, streamOf } from '../store.ts'
import type { FileReader } from './reader.ts'
import { isOf, type Sidecars } from './sidecars.ts'
import { openFile, statFile, statNow } from './stat.ts'

/** How long a listing keeps everything else waiting, in ms. */
const SLICE_MS = 4

/**
 * Reads a folder that is ours alone: a file is an object as long as it is what `put` wrote. A file that another program
 * has put there or altered is none, for nobody knows what it stems from; it is simply made again.
 */
export function ownedFiles(sidecars: Sidecars): FileReader {
  async function head(key: string, path: string) {
    const versions = await sidecars.read(key)
    const stat = versions.length === 0 ? null : await statFile(path)
    return stat === null ? null : (versions.find((version) => isOf(version, stat))?.head ?? null)
  }

  function headNow(key: string, path: string): ObjectHead | null {
    const versions = sidecars.readNow(key)
    const stat = versions.length === 0 ? null : statNow(path)
    return (stat && versions.find((version) => isOf(version, stat))?.head) ?? null
  }

  return {
    head,

    /** Reads the whole file first: only the hash of the bytes tells that nobody altered them. */
    async get(key, path) {
      const versions = await sidecars.read(key)
      const file = versions.length === 0 ? null : await openFile(path)
      if (file === null) return null
      const bytes = await readToEnd(file.handle)
      const etag = md5(bytes)
      const candidates = versions.filter((version) => isOf(version, file.stat))
      const found = candidates.find(({ head }) => head.etag === etag)
      if (found !== undefined) return { ...found.head, body: streamOf(bytes) }
      if (candidates.length > 0) await sidecars.remove(key) // otherwise `head` would still believe in it
      return null
    },

    /**
     * Reads synchronously, in slices: a sidecar is so small that to have another thread read it takes five times as
     * long. What is found so is as good as what `head` finds, which knows better only of a file that is just being put.
     */
    async ofFolder(_folder, _path, head) {
      const inSlices = yieldOften(SLICE_MS)
      return async (key, path) => (await inSlices(() => headNow(key, path))) ?? head(key)
    },
  }
}

async function readToEnd(handle: FileHandle): Promise<Uint8Array> {
  try {
    return await handle.readFile()
  } finally {
    await handle.close()
  }
}

/**
 * Yields to the event loop often, so that much synchronous work does not hold up everything else in the process.
 *
 * @param sliceMs how long the work may go on at a stretch
 * @returns a function that does a piece of it, at once while there is time
 */
export function yieldOften(sliceMs: number): <T>(piece: () => T) => Promise<T> {
  let since = performance.now()
  let others: Promise<void> | null = null

  async function letOthers(): Promise<void> {
    await setImmediate()
    since = performance.now()
    others = null
  }

  return async (piece) => {
    while (performance.now() - since > sliceMs) await (others ??= letOthers())
    return piece()
  }
}
