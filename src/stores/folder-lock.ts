import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export interface FolderLock {
  release(): Promise<void>
}

/** Another process works in the folder; the message says which. */
export class FolderInUse extends Error {
  override name = 'FolderInUse'
}

/** The garbage collector would close a database that nobody refers to, and its lock would be lost with it. */
const held = new Set<DatabaseSync>()

/**
 * Keeps every other process away from a folder for as long as this one lives, or until it is released.
 *
 * What is locked is an empty SQLite database, for want of another way to the kernel's own file locks in Node: the
 * kernel lets go when the process dies, however it dies, and it also knows of processes in other containers. A file
 * with a process number would survive a crash, and numbers are given anew and mean nothing to another container.
 *
 * @throws FolderInUse
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const owner = join(folder, 'lock.pid')
  const database = new DatabaseSync(join(folder, 'lock'), { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (!isBusy(error)) throw error
    const pid = await readFile(owner, 'utf8').catch(() => 'of unknown number')
    throw new FolderInUse(`another Sizewright (process ${pid}) is using ${folder}`, { cause: error })
  }
  held.add(database)
  await writeFile(owner, String(process.pid))
  return {
    async release() {
      if (held.delete(database)) database.close()
    },
  }
}

function isBusy(error: unknown): boolean {
  const BUSY = 5 // https://www.sqlite.org/rescode.html#busy
  return error instanceof Error && 'errcode' in error && error.errcode === BUSY
}
