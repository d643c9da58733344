import { printable } from '../../printable.ts'
import type { Talk } from '../server.ts'
import { messageOf } from '../../errors.ts'

const BAR = 30

interface Terminal {
  /** Whether a person looks on. */
  readonly isTTY: boolean
  write(text: string): unknown
}

/** What the one-machine service says while it runs: faults as lines, and a progress bar where a person looks on. */
export function createTalk(out: Terminal): Talk {
  return {
    report: (fault, key) => {
      const message = messageOf(fault)
      out.write(`sizewright: ${printable(key === undefined ? message : `${key}: ${message}`)}\n`)
    },
    progress: (done, all) => {
      if (!out.isTTY || all === 0) return
      const filled = Math.round((BAR * done) / all)
      out.write(
        `\r${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${done} of ${all} pictures${done === all ? '\n' : ''}`,
      )
    },
  }
}
