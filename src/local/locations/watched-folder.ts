import { type Dirent, type FSWatcher, watch } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { hasCode, isUnreadable } from '../../stores/folder/fs-errors.ts'

/** A folder that is watched by itself, and the names that were found in it. */
export interface WatchedFolder {
  readonly path: string
  readonly files: Set<string>
  readonly folders: Map<string, WatchedFolder>
  /** Names that are being looked at, and whether something happened to them meanwhile. */
  readonly looking: Map<string, boolean>
  /** `null` where the system gave no watch. */
  watcher: FSWatcher | null
  quiet: NodeJS.Timeout | null
  /** Whether it is no longer where it was, or another one is there: then nothing more is heard of it. */
  isLeft: boolean
}

/**
 * Watches a folder.
 *
 * @param happened is told of an event, and of the name in the folder that it was about
 */
export function openFolder(
  path: string,
  happened: (folder: WatchedFolder, event: string, name: string | null) => void,
  report: (fault: unknown) => void,
): WatchedFolder {
  const folder: WatchedFolder = {
    path,
    files: new Set(),
    folders: new Map(),
    looking: new Map(),
    watcher: null,
    quiet: null,
    isLeft: false,
  }
  try {
    folder.watcher = watch(path, (event, name) => happened(folder, event, name))
    folder.watcher.on('error', (fault) => reportUnlessKnown(fault, report))
  } catch (fault) {
    reportUnlessKnown(fault, report)
  }
  return folder
}

/** Gives what lies in it now; nothing where it cannot be read. */
export async function listFolder({ path }: WatchedFolder, report: (fault: unknown) => void): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true })
  } catch (fault) {
    reportUnlessKnown(fault, report)
    return []
  }
}

/**
 * Leaves out what others tell of: the folder above tells that one is gone, and whoever looks through all of them tells, once,
 * that one may not be read.
 */
export function reportUnlessKnown(fault: unknown, report: (fault: unknown) => void): void {
  if (!hasCode(fault, ['ENOENT', 'ENOTDIR']) && !isUnreadable(fault)) report(fault)
}

/** Ends the watching of a folder and of all below it. */
export function closeFolder(folder: WatchedFolder): void {
  folder.isLeft = true
  folder.watcher?.close()
  if (folder.quiet !== null) clearTimeout(folder.quiet)
  for (const below of folder.folders.values()) closeFolder(below)
}
