import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** The processes that one has started and that run, by number. What has ended and was not buried yet does not run. */
export function childrenOf(parent: number): number[] {
  const numbers = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
  return numbers.filter((pid) => {
    const status = statusOf(pid)
    return status.parent === parent && status.state !== 'Z'
  })
}

/** Returns when a process has none that runs. */
export async function childless(parent: number): Promise<void> {
  while (childrenOf(parent).length > 0) await sleep(20)
}

export function isRunning(pid: number): boolean {
  const { state } = statusOf(pid)
  return state !== null && state !== 'Z'
}

function statusOf(pid: number): { parent: number | null; state: string | null } {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'latin1')
    return { parent: Number(/^PPid:\s+(\d+)/m.exec(text)?.[1]), state: /^State:\s+(\S)/m.exec(text)?.[1] ?? null }
  } catch {
    return { parent: null, state: null }
  }
}
