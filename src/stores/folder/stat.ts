import { type BigIntStats, constants, lstatSync } from 'node:fs'
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises'
import { orNoObject } from './fs-errors.ts'

/**
 * More than the longest step of a kernel's clock, in ms. Many kernels take time stamps from a clock that moves
 * every 1 to 10 ms, so a file that changes twice between two of its steps looks the same after both.
 */
const CLOCK_STEP = 20

export interface OpenFile {
  readonly handle: FileHandle
  readonly stat: BigIntStats
}

/**
 * Looks at the file that lies at exactly this path, letter for letter and through no link; `null` where there is none.
 * So no key leads out of the root, and none has two spellings on a file system that takes them for one.
 *
 * @param path below the real path of a root
 */
export async function statFile(path: string): Promise<BigIntStats | null> {
  const stat = await orNoObject(lstat(path, { bigint: true }))
  if (stat === null || !stat.isFile()) return null
  return (await orNoObject(realpath(path))) === path ? stat : null
}

/**
 * Looks at a file synchronously; `null` where there is none, or where it cannot be looked at. Unlike `statFile` it is
 * for a file of a folder that was just listed, in which it was no link.
 */
export function statNow(path: string): BigIntStats | null {
  try {
    const stat = lstatSync(path, { bigint: true })
    return stat.isFile() ? stat : null
  } catch {
    return null
  }
}

/** Opens a file where `statFile` would find it. */
export async function openFile(path: string): Promise<OpenFile | null> {
  if ((await statFile(path)) === null) return null
  // A link or a pipe that has taken its place just now is not followed, or waited for.
  const handle = await orNoObject(open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK))
  if (handle === null) return null
  try {
    const stat = await handle.stat({ bigint: true })
    if (stat.isFile()) return { handle, stat }
    await handle.close()
    return null
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Names a state of a file without reading it: whoever writes to it, or puts another in its place, changes this. */
export function stateOf({ ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [ino, size, mtimeNs, ctimeNs].map((number) => number.toString(36)).join('-')
}

/** Whether the file changed so shortly before a moment (in ms since 1970) that a later change might not show. */
export function isFresh(stat: BigIntStats, at: number): boolean {
  return Number(stat.ctimeMs) > at - CLOCK_STEP
}

/** After so many ms without a write a file is taken for whole, though its copy may only have stalled. */
const YOUNG = 1000

/** Whether the file may still be being written, by its own time. */
export function isYoung({ mtimeMs }: BigIntStats): boolean {
  const age = Date.now() - Number(mtimeMs)
  return age >= 0 && age < YOUNG
}

/** Waits until no further change can go unseen, and looks again. */
export async function onceSettled<T>(stat: BigIntStats, lookAgain: () => Promise<T>): Promise<T | BigIntStats> {
  if (!isFresh(stat, Date.now())) return stat
  await new Promise((resolve) => setTimeout(resolve, CLOCK_STEP))
  return lookAgain()
}
