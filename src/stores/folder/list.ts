import { isUtf8 } from 'node:buffer'
import { readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Naming } from './key-paths.ts'
import type { ReadHead } from './reader.ts'
import { isUnreadable, orAbsent, orNoObject } from './fs-errors.ts'
import { type ListOptions, type ListedObject, compareKeys } from '../store.ts'

/** How many files are looked at at a time: what the system answers at once, and what is looked at in vain where a listing is given up. */
const BATCH = 64

export interface ListedTree {
  /** Its real path. */
  readonly root: string
  readonly naming: Naming
  /** The real path of a key, or of a folder without a slash at its end; `null` where there can be none. */
  pathOf(key: string): string | null
  /**
   * @param folder as keys begin: empty, or ending in a slash
   * @param path its real path
   */
  readHeads(folder: string, path: string): Promise<ReadHead>
  /** By the last segment of a key. */
  readonly skips?: ((name: string) => boolean) | undefined
}

type Range = Required<Pick<ListOptions, 'prefix' | 'after'>> & Pick<ListOptions, 'unknown'>

interface Entry {
  /** The last segment of the key. */
  readonly segment: string
  readonly isFolder: boolean
  readonly path: string
}

/** Every file within the range, in the order of the keys' UTF-8 bytes; holds the names of a folder and of those above it. */
export async function* listTree(tree: ListedTree, range: Range): AsyncGenerator<ListedObject> {
  const folder = range.prefix.slice(0, range.prefix.lastIndexOf('/') + 1)
  const path = folder === '' ? tree.root : tree.pathOf(folder.slice(0, -1))
  if (path === null) return
  const real = await orUnknown(range, folder, orNoObject(realpath(path)))
  if (real === path) yield* listFolder(tree, folder, path, range)
}

/** `null`, and told of, where a part of the range may not be seen. Without the root itself there would be nothing left. */
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
    for (const { key, head } of heads)
      if (head !== null) yield { key, etag: head.etag, size: head.size, metadata: head.metadata }
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

/** Of a folder within the one in which the prefix ends. */
function mayHold(folder: string, { prefix, after }: Range): boolean {
  return folder.startsWith(prefix) && (after.startsWith(folder) || compareKeys(folder, after) > 0)
}

/** What a folder holds, sorted as the keys below it are: a folder as if its name ended in a slash. */
async function readEntries(naming: Naming, path: string): Promise<Entry[]> {
  const entries: Entry[] = []
  for await (const entry of walkSegments(naming, path, '')) entries.push(entry)
  return entries
    .map((entry) => ({ entry, bytes: Buffer.from(entry.isFolder ? `${entry.segment}/` : entry.segment) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ entry }) => entry)
}

async function* walkSegments(naming: Naming, path: string, begun: string): AsyncGenerator<Entry> {
  // It may have vanished meanwhile.
  const found = (await orAbsent(readdir(path, { withFileTypes: true, encoding: 'buffer' }))) ?? []
  for (const entry of found) {
    if (!isUtf8(entry.name)) continue // no key is spelt so
    const name = entry.name.toString()
    const isFolder = entry.isDirectory()
    if (isFolder && naming.isCut(name)) yield* walkSegments(naming, join(path, name), begun + name.slice(0, -1))
    else if (isFolder || entry.isFile()) yield { segment: begun + name, isFolder, path: join(path, name) }
  }
}
