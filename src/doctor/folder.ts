import { isUtf8 } from 'node:buffer'
import type { Dirent } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { openReadOnlyFolder } from '../stores/folder.ts'
import { orAbsent } from '../stores/folder/fs-errors.ts'
import type { StoredObject } from '../stores/store.ts'
import { type Collection, type Found, readOnly } from './collection.ts'

/** Few, for the pictures take memory. */
const AT_ONCE = 8

/**
 * A folder, read as the one-machine service reads it, but without the data folder that this needs.
 *
 * @param ignored a folder that is left out where it lies in this one: the service's own data
 * @throws Error when the folder is not there
 */
export async function folderCollection(title: string, ignored: string): Promise<Collection> {
  const path = resolve(title)
  if ((await orAbsent(lstat(path)))?.isFile()) throw new Error(`this is a file: name the folder, ${dirname(path)}`)
  const folder = await openReadOnlyFolder(path)
  return {
    title,
    store: readOnly({
      head: (key) => folder.head(key),
      get: async (key) => asItIs(await folder.get(key)),
      answers: () => folder.answers(),
    }),
    atOnce: AT_ONCE,
    async *list() {
      await folder.answers()
      yield* walk(folder.path, ignored)
    },
    close: () => {},
  }
}

/** Takes no file for unfinished: nobody comes back to it, so it is told of as it is found. */
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
