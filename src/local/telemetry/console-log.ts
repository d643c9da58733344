import { progressBar, type Terminal } from '../../cli/progress.ts'
import { messageOf } from '../../errors.ts'
import { printable } from '../../printable.ts'

/** What the service says while it runs, for a person to read. */
export interface ConsoleLog {
  /** Says where a person looks on that the service is coming: that takes seconds on a small machine. */
  readonly starting: (place: string) => void
  /** Writes a line. */
  readonly report: (fault: unknown, key?: string) => void
  /** Draws a progress bar where a person looks on. */
  readonly progress: (done: number, all: number) => void
}

export function createConsoleLog(out: Terminal): ConsoleLog {
  return {
    starting(place) {
      if (out.isTTY) out.write(`sizewright: starting over ${printable(place)}\n`)
    },
    report(fault, key) {
      const message = messageOf(fault)
      out.write(`sizewright: ${printable(key === undefined ? message : `${key}: ${message}`)}\n`)
    },
    progress(done, all) {
      if (!out.isTTY || all === 0) return
      out.write(`\r${progressBar(done, all)} ${done} of ${all} pictures${done === all ? '\n' : ''}`)
    },
  }
}
