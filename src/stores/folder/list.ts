import { isUtf8 } from 'node:buffer'
import { readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { compareKeys, type ListedObject, type ListOptions } from '../store.ts'
import { isUnreadable, orNoObject } from './fs-errors.ts'
import type { Naming } from './key-paths.ts'
import type { ReadHead } from './reader.ts'

/** How many files are read at a time: as many as the system answers at once, and no more in vain. */
const BATCH = 64

/** A folder to be listed. */
export interface ListedTree {
  /** The real path of the folder. */
  readonly root: string
  readonly naming: Naming
  /** The real path of a key, or of a folder without a slash at its end; `null` where there can be none. */
  pathOf(key: string): string | null
  /**
   * Prepares to read the heads of the files of one folder.
   *
   * @param folder as keys begin: empty, or ending in a slash
   * @param path its real path
   */
  readHeads(folder: string, path: string): Promise<ReadHead>
  /** Tells, by the last segment of a key, whether the listing leaves it out. */
  readonly skips?: ((name: string) => boolean) | undefined
}

type Range = Required<Pick<ListOptions, 'prefix' | 'after'>> & Pick<ListOptions, 'unknown'>

interface FolderEntry {
  /** The last segment of the key. */
  readonly segment: string
  readonly isFolder: boolean
  readonly path: string
}

/** Lists a tree in the order of the keys' UTF-8 bytes. It holds the names in one folder and in those above. */
export async function* listTree(tree: ListedTree, range: Range): AsyncGenerator<ListedObject> {
  const folder = range.prefix.slice(0, range.prefix.lastIndexOf('/') + 1)
  const path = folder === '' ? tree.root : tree.pathOf(folder.slice(0, -1))
  if (path === null) return
  const real = await orUnknown(range, folder, orNoObject(realpath(path)))
  if (real === path) yield* listFolder(tree, folder, path, range)
}

/**
 * Waits for an answer. Gives `null`, and tells `unknown`, where a part of the range may not be read, unless that is the
 * root itself, without which nothing would be left.
 */
async function orUnknown<T>({ unknown }: Range, prefix: string, answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (fault) {
    if (unknown === undefined || prefix === '' || !isUnreadable(fault)) throw fault
    unknown(prefix, fault)
    return null
  }
}

async function* listFolder(tree: ListedTree, folder: string, path: string, range: Range): AsyncGenerator<ListedObject> {
  const entries = await orUnknown(range, folder, readEntries(tree.naming, path))
  if (entries === null) return
  const readHead = await tree.readHeads(folder, path)
  let files: { key: string; path: string }[] = []

  async function* readFiles(): AsyncGenerator<ListedObject> {
    const heads = await Promise.all(
      files.map(async ({ key, path }) => ({ key, head: await orUnknown(range, folder || key, readHead(key, path)) })),
    )
    files = []
    for (const { key, head } of heads) {
      if (head === null) continue
      const { etag, size, metadata, modified } = head
      yield { key, etag, size, metadata, ...(modified !== undefined && { modified }) }
    }
  }

  for (const entry of entries) {
    const key = folder + entry.segment
    if (tree.skips?.(entry.segment) === true || tree.pathOf(key) !== entry.path) continue
    if (!entry.isFolder) {
      if (isInRange(key, range)) files.push({ key, path: entry.path })
      if (files.length === BATCH) yield* readFiles()
    } else if (mayHold(`${key}/`, range)) {
      yield* readFiles()
      yield* listFolder(tree, `${key}/`, entry.path, range)
    }
  }
  yield* readFiles()
}

function isInRange(key: string, { prefix, after }: Range): boolean {
  return key.startsWith(prefix) && compareKeys(key, after) > 0
}

/** Whether a folder below the one in which the prefix ends may hold keys of the range. */
function mayHold(folder: string, { prefix, after }: Range): boolean {
  return folder.startsWith(prefix) && (after.startsWith(folder) || compareKeys(folder, after) > 0)
}

/** Reads what a folder holds, sorted as the keys below it are: a folder as if its name ended in a slash. */
async function readEntries(naming: Naming, path: string): Promise<FolderEntry[]> {
  const entries: FolderEntry[] = []
  for await (const entry of walkSegments(naming, path, '')) entries.push(entry)
  return entries
    .map((entry) => ({ entry, name: entry.isFolder ? `${entry.segment}/` : entry.segment }))
    .sort((a, b) => compareKeys(a.name, b.name))
    .map(({ entry }) => entry)
}

async function* walkSegments(naming: Naming, path: string, begun: string): AsyncGenerator<FolderEntry> {
  // The folder may have vanished meanwhile, or a link has taken its place.
  const found = (await orNoObject(readdir(path, { withFileTypes: true, encoding: 'buffer' }))) ?? []
  for (const entry of found) {
    if (!isUtf8(entry.name)) continue // no key is spelt so
    const name = entry.name.toString()
    const isFolder = entry.isDirectory()
    if (isFolder && naming.isCut(name)) yield* walkSegments(naming, join(path, name), begun + name.slice(0, -1))
    else if (isFolder || entry.isFile()) yield { segment: begun + name, isFolder, path: join(path, name) }
  }
}
