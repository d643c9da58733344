/** Runs what it is given when all that it was given before has ended. */
export type Mutex = <T>(run: () => Promise<T>) => Promise<T>

export function createMutex(): Mutex {
  let last: Promise<unknown> = Promise.resolve()
  return (run) => {
    const next = last.then(run)
    last = next.catch(() => {})
    return next
  }
}

/**
 * Whoever reads a stranger's file with Sharp does it alone: libvips has one buffer of errors for the whole process, and
 * Sharp one queue of warnings, which goes to whatever ends next (VipsWarningPop in its common.cc). So two files that
 * are read at once would be told each other's faults.
 */
export const alone = createMutex()
