import { readFileSync } from 'node:fs'
import { totalmem } from 'node:os'

/** With fewer bytes of memory than this left, whatever happens to a process may be for want of it. */
const LEFT = 64 * 2 ** 20

/**
 * In bytes: what this process could get. Node.js counts the files that a group of processes (a container, a unit with
 * `MemoryMax`) has read as memory in use, although the kernel gives that up for whoever asks; `MemAvailable` does not.
 */
export function availableMemory(): number {
  const available = process.availableMemory()
  return available >= 2 ** 31 ? available : available + reclaimable()
}

/** How many bytes this process's group has read of files; 0 where it is in no group that is bounded. */
function reclaimable(): number {
  if (process.constrainedMemory() === 0 || process.constrainedMemory() > totalmem()) return 0
  try {
    const group = /^(?:\d+:memory|0:):(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'latin1'))
    for (const root of ['/sys/fs/cgroup/memory', '/sys/fs/cgroup']) {
      for (const path of [group?.[1] ?? '/', '/']) {
        const stat = read(`${root}${path}/memory.stat`)
        if (stat !== null) return Number(/^(?:total_)?inactive_file (\d+)$/m.exec(stat)?.[1] ?? 0)
      }
    }
  } catch {
    // elsewhere than on Linux
  }
  return 0
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return null
  }
}

/** Whether the machine, or the group of processes that this one is in, has memory left. */
export function hasMemoryLeft(): boolean {
  return availableMemory() >= LEFT
}

/** Whether this process could get so many bytes if it asked for them; none of them is touched. */
export function canReserve(bytes: number): boolean {
  try {
    return new ArrayBuffer(bytes).byteLength === bytes && hasMemoryLeft()
  } catch {
    return false // a RangeError
  }
}
