import { isUtf8 } from 'node:buffer'
import type { Dirent } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Sidecars } from '../stores/file-metadata.ts'
import { plainNames } from '../stores/file-names.ts'
import { openRoot } from '../stores/file-root.ts'
import { foreignFiles } from '../stores/foreign-files.ts'
import { orAbsent } from '../stores/fs-errors.ts'
import type { StoredObject } from '../stores/store.ts'
import { openMetaFiles } from '../stores/meta-files.ts'
import { type Collection, type Found, readOnly } from './collection.ts'

/** Memory for pictures is what bounds it. */
const AT_ONCE = 8

/** A folder has none before it is served: nothing was written about its files yet. */
const noSidecars: Sidecars = {
  read: async () => [],
  readNow: () => [],
  write: async () => {},
  remove: async () => {},
  ofFolder: async () => () => false,
}

/**
 * A folder, read as the one-machine service reads it, but without the data folder that this needs.
 *
 * @param ignored a folder that is left out where it lies in this one: the service's own data
 * @throws Error when the folder is not there
 */
export async function openFolder(title: string, ignored: string): Promise<Collection> {
  const root = await openRoot(resolve(title))
  const files = foreignFiles(
    noSidecars,
    openMetaFiles(() => {}),
  )
  const at = <T>(key: string, read: (key: string, path: string) => Promise<T>) =>
    plainNames.pathOf(key) === null ? Promise.resolve(null) : read(key, join(root.path, key))
  return {
    title,
    store: readOnly({
      head: (key) => at(key, files.head),
      get: (key) => at(key, async (key, path) => asItIs(await files.get(key, path))),
      answers: () => root.answers(),
    }),
    atOnce: AT_ONCE,
    async *list() {
      await root.answers()
      yield* walk(root.path, ignored)
    },
    close: () => {},
  }
}

/** Nobody comes back to what may still be being written: it is told of as it is found. */
function asItIs(found: StoredObject | null): StoredObject | null {
  return found && { ...found, isYoung: false }
}

async function* walk(root: string, ignored: string, folder = ''): AsyncGenerator<Found> {
  const path = join(root, folder)
  if (path === ignored) return
  let entries: Dirent<Buffer>[]
  try {
    entries = (await orAbsent(readdir(path, { withFileTypes: true, encoding: 'buffer' }))) ?? []
  } catch (error) {
    if (folder === '') throw error
    yield { kind: 'closed', key: folder, why: codeOf(error) }
    return
  }
  for (const entry of entries) {
    const key = folder + entry.name.toString()
    const isNamed = isUtf8(entry.name)
    if (isNamed && entry.isDirectory()) yield* walk(root, ignored, `${key}/`)
    else if (!entry.isFile() && !entry.isDirectory()) yield { kind: 'special', key }
    else {
      const stat = await orAbsent(lstat(Buffer.concat([Buffer.from(`${path}/`), entry.name])))
      if (stat !== null) yield { kind: isNamed ? 'object' : 'misnamed', key, size: stat.size }
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
