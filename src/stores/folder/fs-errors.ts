import { PlaceFault } from '../../errors.ts'

/**
 * What the system says where there is nothing. A name longer than the file system holds is among these, for nothing can
 * be there; a refused permission or a failing disk is not, for something may well be there.
 */
const ABSENCE = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']

/** What the system says of this process, or of itself, rather than of the folder that was looked at. */
const LIMITS = ['EMFILE', 'ENFILE', 'ENOMEM', 'ENOSPC']

/** Whether something is there that may not be seen: a permission is refused, or a disk fails or hangs. */
export function isUnreadable(error: unknown): boolean {
  if (error instanceof PlaceFault) return error.kind === 'unreadable'
  return isOfSystem(error) && !hasCode(error, [...ABSENCE, ...LIMITS])
}

/** What the system says where nothing can be written just now. */
const UNWRITABLE = ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO']

/**
 * Runs a task that reads.
 *
 * @throws PlaceFault for what keeps something from being read, otherwise what the task throws
 */
export async function reading<T>(place: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task()
  } catch (error) {
    if (!isOfSystem(error) || !isUnreadable(error)) throw error
    throw new PlaceFault('unreadable', place, error.code, `${place} cannot be read: ${error.message}`, error)
  }
}

/**
 * Runs a task that writes.
 *
 * @throws PlaceFault for what keeps something from being written, otherwise what the task throws
 */
export async function writing<T>(place: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task()
  } catch (error) {
    if (!isOfSystem(error) || !hasCode(error, UNWRITABLE)) throw error
    throw new PlaceFault('unwritable', place, error.code, `${place} cannot be written: ${error.message}`, error)
  }
}

function isOfSystem(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string'
}

/** Whether the error came from the system with one of these codes, such as `ENOENT`. */
export function hasCode(error: unknown, codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
}

/** Waits for the file system's answer, and gives `null` where it says that nothing is there. Other faults throw. */
export function orAbsent<T>(answer: Promise<T>): Promise<T | null> {
  return orNull(answer, ABSENCE)
}

/** Like `orAbsent`, but gives `null` for links that lead in a circle, too: no object lies behind a link. */
export function orNoObject<T>(answer: Promise<T>): Promise<T | null> {
  return orNull(answer, [...ABSENCE, 'ELOOP'])
}

async function orNull<T>(answer: Promise<T>, codes: readonly string[]): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if (hasCode(error, codes)) return null
    throw error
  }
}
