import { access, constants, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** How long to wait, in ms: of two processes that come at once one gives way, and it must not pass for an owner. */
const PATIENCE = 200

const SQLITE_BUSY = 5

export interface FolderLock {
  release(): Promise<void>
}

/** Another process works in the folder; the message says which. */
export class FolderInUse extends Error {
  override name = 'FolderInUse'
}

/** A database that nobody refers to is closed by the garbage collector, and its lock would be lost with it. */
const held = new Set<DatabaseSync>()

/**
 * An advisory lock between processes: it keeps every other one away from a folder until it is released, or until this
 * process is dead.
 *
 * What is locked is an empty SQLite database, for want of another way to the kernel's file locks in Node: the kernel
 * lets go of them when a process dies, however it dies, and tells containers that share a folder apart. A file with a
 * process number outlives a crash, and the number may be another process's by then, or mean one in another container.
 *
 * @throws FolderInUse
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const owner = join(folder, 'lock.pid')
  await access(folder, constants.W_OK) // its fault says more than "unable to open database file"
  const database = new DatabaseSync(join(folder, 'lock'), { timeout: PATIENCE })
  try {
    database.exec('BEGIN EXCLUSIVE')
    await writeFile(owner, String(process.pid))
  } catch (error) {
    database.close()
    throw isBusy(error) ? await inUse(folder, owner) : error
  }
  held.add(database)
  return {
    async release() {
      if (!held.delete(database)) return
      await rm(owner, { force: true })
      database.close()
    },
  }
}

async function inUse(folder: string, owner: string): Promise<FolderInUse> {
  const pid = await readFile(owner, 'utf8').catch(() => '') // the owner writes it a moment after it took the lock
  return new FolderInUse(`another Sizewright (process ${pid || 'unknown'}) is using ${folder}`)
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
}
