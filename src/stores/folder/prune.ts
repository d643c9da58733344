import { lstat, readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { removeEmptyAbove } from './directories.ts'
import { orAbsent } from './fs-errors.ts'
import { keyOf, nameOf } from './sidecars.ts'

/**
 * Removes the sidecars of files that are not there: a process that dies between the two steps of a write, or of a
 * deletion, leaves one. Must not be called while anybody writes.
 *
 * Names alone show of nearly all sidecars that their files are there, so that a start on a large collection reads one
 * sidecar for each folder.
 *
 * @param metadata real path of the sidecars' folder
 * @param root real path of the store's
 * @param pathOf real path of a key's file
 */
export async function removeOrphans(
  metadata: string,
  root: string,
  pathOf: (key: string) => string | null,
): Promise<void> {
  for (const folder of (await orAbsent(readdir(metadata, { withFileTypes: true }))) ?? []) {
    if (!folder.isDirectory()) continue
    let expected: ReadonlySet<string> | null = null
    for (const name of await readdir(join(metadata, folder.name))) {
      if (expected?.has(name)) continue
      const sidecar = join(metadata, folder.name, name)
      const key = keyOf(await readFile(sidecar, 'utf8'))
      const path = key === null ? null : pathOf(key)
      expected ??= path === null ? null : await sidecarsBeside(path)
      if (path !== null && (await orAbsent(lstat(path)))?.isFile()) continue
      await rm(sidecar)
      await removeEmptyAbove(metadata, sidecar)
      if (path !== null) await removeEmptyAbove(root, path)
    }
  }
}

/** The names that the sidecars of a file and of those beside it have, if each of these files has one. */
async function sidecarsBeside(path: string): Promise<ReadonlySet<string>> {
  const entries = (await orAbsent(readdir(dirname(path), { withFileTypes: true }))) ?? []
  return new Set(entries.filter((entry) => entry.isFile()).map((entry) => nameOf(entry.name)))
}
