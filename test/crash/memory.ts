import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { childrenOf } from '../decoders/children.ts'

const EVERY_MS = 100

/** Watches what a process and those that it has started hold together. */
export interface MemoryWatch {
  /** Ends the watch, and gives the most that it has seen, in MB: what is shared is counted once. */
  peak(): Promise<number>
}

export function watchMemory(pid: number): MemoryWatch {
  const over = new AbortController()
  let most = 0

  async function watch(): Promise<void> {
    while (!over.signal.aborted) {
      const held = await Promise.all([pid, ...childrenOf(pid)].map(memoryOf))
      most = Math.max(
        most,
        held.reduce((sum, kilobytes) => sum + kilobytes, 0),
      )
      await sleep(EVERY_MS)
    }
  }

  const watching = watch()
  return {
    async peak() {
      over.abort()
      await watching
      return Math.round(most / 1024)
    },
  }
}

/** The memory of a process in KB, with its share of what others have, too: proc_pid_smaps(5). */
async function memoryOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'latin1').catch(() => '') // it is gone
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0)
}
