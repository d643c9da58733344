import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { orNoObject } from '../../stores/folder/fs-errors.ts'
import { closeFolder, listFolder, openFolder, reportUnlessKnown, type WatchedFolder } from './watched-folder.ts'

/**
 * So long after an event in a folder its names are listed once more, in ms, for the kernel drops events that it has no
 * room for.
 */
const QUIET_MS = 1000

export interface TreeOptions {
  /** The absolute path of the folder to watch. */
  readonly root: string
  /** The absolute paths of files and folders that are not looked at. */
  readonly ignored: ReadonlySet<string>
  /** Tells by its name whether a file or folder is not looked at. */
  readonly skips: (name: string) => boolean
  readonly written: (path: string) => void
  /** May also be told of what was never there, or is there again. */
  readonly gone: (path: string) => void
  /** Is told of what was or is a folder, and is another one or none now, when all that is there is watched. */
  readonly changedBelow: (path: string) => void
  readonly report: (fault: unknown) => void
}

/** A folder with all below it. */
export interface Tree {
  /** Watches what is there now, when it is not the folder that it was, and tells of all that is in it. */
  again(): Promise<void>
  close(): void
}

/**
 * Watches a folder and all below it, each folder by itself, and returns when that has begun. An event says only that a
 * name is to be looked at. A name whose folder came, went or was replaced is entered anew, for a watch belongs to the
 * folder that was there when it was set, and goes with it.
 */
export async function watchTree(options: TreeOptions): Promise<Tree> {
  const { root, ignored, skips, written, gone, changedBelow, report } = options

  function happened(folder: WatchedFolder, event: string, name: string | null): void {
    if (folder.isLeft) return
    folder.quiet ??= setTimeout(() => {
      folder.quiet = null
      void compare(folder)
    }, QUIET_MS)
    // Such an event tells of the folder's own rights and times only.
    const isItsOwn = event === 'change' && name !== null && folder.folders.get(name)?.watcher != null
    if (name !== null && !isItsOwn) void lookAt(folder, name)
  }

  async function lookAt(folder: WatchedFolder, name: string): Promise<void> {
    const { looking } = folder
    const isLooked = looking.has(name)
    looking.set(name, isLooked)
    if (isLooked) return
    do {
      looking.set(name, false)
      await lookAtOnce(folder, name).catch((fault: unknown) => reportUnlessKnown(fault, report))
    } while (looking.get(name) === true && !folder.isLeft)
    looking.delete(name)
  }

  async function lookAtOnce(folder: WatchedFolder, name: string): Promise<void> {
    const path = join(folder.path, name)
    if (ignored.has(path) || skips(name)) return
    const found = await orNoObject(lstat(path))
    if (folder.isLeft) return
    const before = folder.folders.get(name)
    if (before !== undefined) {
      folder.folders.delete(name)
      closeFolder(before)
      tellGone(before)
    }
    const wasFile = folder.files.has(name)
    const isFile = found?.isFile() === true
    if (isFile) {
      folder.files.add(name)
      written(path)
    } else if (folder.files.delete(name) || found === null) gone(path) // also what came and went before it was looked at
    if (found?.isDirectory() === true) await enter(folder, name, written)
    // A folder may have gone before it was listed, or one that nobody might list: what was read of it is not in `before`.
    // It is told of last, since what goes while the new one is entered is in none of the lists either.
    if (before !== undefined || (!wasFile && !isFile)) changedBelow(path)
  }

  async function enter(above: WatchedFolder, name: string, came: (path: string) => void): Promise<void> {
    const folder = openFolder(join(above.path, name), happened, report)
    above.folders.set(name, folder)
    await fill(folder, came)
  }

  async function fill(folder: WatchedFolder, came: (path: string) => void): Promise<void> {
    const below: Promise<void>[] = []
    for (const entry of await listFolder(folder, report)) {
      const path = join(folder.path, entry.name)
      if (folder.isLeft || ignored.has(path) || skips(entry.name) || folder.looking.has(entry.name)) continue
      if (entry.isDirectory() && !folder.folders.has(entry.name)) below.push(enter(folder, entry.name, came))
      if (!entry.isFile()) continue
      folder.files.add(entry.name)
      came(path)
    }
    await Promise.all(below)
  }

  /** Looks at each name that came or went without being told of. */
  async function compare(folder: WatchedFolder): Promise<void> {
    const entries = await listFolder(folder, report)
    if (folder.isLeft) return
    const now = new Set(entries.filter((entry) => entry.isFile() || entry.isDirectory()).map(({ name }) => name))
    for (const name of now) if (!folder.files.has(name) && !folder.folders.has(name)) void lookAt(folder, name)
    for (const name of [...folder.files, ...folder.folders.keys()]) if (!now.has(name)) void lookAt(folder, name)
  }

  function tellGone(folder: WatchedFolder): void {
    for (const name of folder.files) gone(join(folder.path, name))
    for (const below of folder.folders.values()) tellGone(below)
  }

  let top = openFolder(root, happened, report)
  await fill(top, () => {})
  return {
    async again() {
      closeFolder(top)
      top = openFolder(root, happened, report)
      await fill(top, written)
    },
    close: () => closeFolder(top),
  }
}
