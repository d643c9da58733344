import { progressBar, type Terminal } from '../../cli/progress.ts'
import { printable } from '../../printable.ts'
import type { Talk } from '../server.ts'
import { messageOf } from '../../errors.ts'

/** What the one-machine service says while it runs: faults as lines, and a progress bar where a person looks on. */
export function createConsoleLog(out: Terminal): Talk {
  return {
    report: (fault, key) => {
      const message = messageOf(fault)
      out.write(`sizewright: ${printable(key === undefined ? message : `${key}: ${message}`)}\n`)
    },
    progress: (done, all) => {
      if (!out.isTTY || all === 0) return
      out.write(`\r${progressBar(done, all)} ${done} of ${all} pictures${done === all ? '\n' : ''}`)
    },
  }
}
