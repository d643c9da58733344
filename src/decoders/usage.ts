import { readFileSync } from 'node:fs'

/** What a process has used, as the system counts it. */
export interface Usage {
  /** CPU time in ms since it began, of all its threads, in the steps of 10 ms in which Linux tells. */
  readonly cpuMs: number
  /** Bytes in memory now. */
  readonly memory: number
}

/** Per second, in what Linux tells to programs, whatever its own clock does: proc(5), sysconf(_SC_CLK_TCK). */
const TICKS = 100

/** `null` where the process is gone, or the system does not tell: elsewhere than on Linux. */
export function usageOf(pid: number): Usage | null {
  try {
    // The name, in parentheses, may hold anything: proc_pid_stat(5).
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ') // from the third field on
    const [user, system] = [Number(fields[11]), Number(fields[12])]
    const [, kilobytes = ''] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? []
    return { cpuMs: ((user + system) * 1000) / TICKS, memory: Number(kilobytes) * 1024 }
  } catch {
    return null
  }
}
