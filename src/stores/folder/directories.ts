import { lstat, mkdir, readdir, realpath, rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { NoRoom } from '../../errors.ts'
import { hasCode, orAbsent } from './fs-errors.ts'

/** How often a folder may vanish between being made and being used. */
const ATTEMPTS = 50

/** Repeats a task that failed because a folder vanished: whoever deletes the last file in a folder removes it, too. */
export async function despiteRemovals<T>(task: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await task()
    } catch (error) {
      if (attempt === ATTEMPTS || !hasCode(error, ['ENOENT'])) throw error
    }
  }
}

/**
 * Makes a folder and those above it, up to the root.
 *
 * @throws NoRoom where a file, a link, or a folder that differs in letter case has the name of one of them
 */
export async function makeFolder(root: string, folder: string): Promise<void> {
  if (folder === root) return
  const stat = await orAbsent(lstat(folder))
  if (stat !== null) {
    if (!stat.isDirectory() || (await realpath(folder)) !== folder) throw new NoRoom(`${folder} is in the way`)
    return
  }
  await makeFolder(root, dirname(folder))
  await mkdir(folder).catch((error: unknown) => {
    if (!hasCode(error, ['EEXIST'])) throw error // somebody else made it
  })
}

/**
 * Makes a folder and all above it that are missing. Node's own way (`mkdir` with `recursive`) never returns where the
 * system takes no folder and says that there is no place for it, as in `/proc`.
 */
export async function makeFolders(folder: string): Promise<void> {
  if (await makeOne(folder)) return
  await makeFolders(dirname(folder))
  if (await makeOne(folder)) return
  await mkdir(folder) // says what is wrong
}

/** Returns false where the folder above it is missing. */
async function makeOne(folder: string): Promise<boolean> {
  try {
    await mkdir(folder)
    return true
  } catch (error) {
    if (hasCode(error, ['ENOENT'])) return false
    if (hasCode(error, ['EEXIST']) && (await stat(folder)).isDirectory()) return true
    throw error
  }
}

/**
 * Makes the folder for a file, and makes sure that the file's own name is free or that of a file to be replaced.
 *
 * @throws NoRoom where anything else is there; also where the name is longer than the file system holds
 */
export async function makeWay(root: string, file: string): Promise<void> {
  await despiteRemovals(() => makeFolder(root, dirname(file)))
  const stat = await lstat(file).catch((error: unknown) => {
    if (hasCode(error, ['ENOENT'])) return null
    throw error
  })
  if (stat === null) return
  const isFree = stat.isDirectory() ? await removeHollow(file) : stat.isFile() && (await realpath(file)) === file
  if (!isFree) throw new NoRoom(`${file} is in the way`)
}

/**
 * Removes the folders above a file that is gone, as far as they are empty. It only tidies up: a folder that cannot be
 * removed, be it a mount point or another user's, stays.
 */
export async function removeEmptyAbove(root: string, file: string): Promise<void> {
  for (let folder = dirname(file); folder !== root; folder = dirname(folder)) {
    try {
      await rmdir(folder)
    } catch (error) {
      if (!hasCode(error, ['ENOENT'])) return
    }
  }
}

/** Removes a folder in which there is nothing but folders, such as a crash may leave; returns whether it is gone. */
async function removeHollow(folder: string): Promise<boolean> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() || !(await removeHollow(join(folder, entry.name)))) return false
  }
  await rmdir(folder)
  return true
}
