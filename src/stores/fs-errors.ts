/**
 * What the system says where nothing is. A name longer than the file system holds is among them, for nothing can be
 * there; a refused permission or a disk that fails is not: something may well be there.
 */
const ABSENCE = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']

/** Whether the error came from the system with one of these codes, such as `ENOENT`. */
export function hasCode(error: unknown, codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
}

/** Waits for what the file system is asked, and turns nothing being there into `null`. Every other fault throws. */
export function orAbsent<T>(answer: Promise<T>): Promise<T | null> {
  return orNull(answer, ABSENCE)
}

/** As `orAbsent`, and takes links that lead in a circle for nothing, too: no object lies behind a link. */
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
