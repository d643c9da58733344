import { stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** In ms: a file that was not touched for so long, and is the same after it, is no longer being copied. */
const STILL_MS = 300

export interface Whole {
  /** To be called at each sign that a file was written. */
  readonly touched: (path: string) => void
  close(): void
}

/** Tells of files that were touched, once they are whole or gone: one that never was whole may have been read all the same. */
export function createWhole(tell: (path: string) => void): Whole {
  const last = new Map<string, number>() // in ms, by the monotonic clock
  const stop = new AbortController()

  async function settle(path: string): Promise<void> {
    let before = await stateOf(path)
    while (before !== null) {
      for (let left = STILL_MS; left > 0; left = STILL_MS - (performance.now() - (last.get(path) ?? 0))) {
        await sleep(left, undefined, { signal: stop.signal })
      }
      const touched = last.get(path)
      const now = await stateOf(path)
      if (now === before && last.get(path) === touched) return
      before = now
    }
  }

  async function follow(path: string): Promise<void> {
    await settle(path).catch(() => {}) // what cannot be looked at, whoever reads it says why
    last.delete(path)
    if (!stop.signal.aborted) tell(path)
  }

  return {
    touched(path) {
      const isFollowed = last.has(path)
      last.set(path, performance.now())
      if (!isFollowed) void follow(path)
    },
    close: () => stop.abort(),
  }
}

/** `null`: there is nothing. */
async function stateOf(path: string): Promise<string | null> {
  const found = await stat(path, { bigint: true }).catch(() => null)
  return found === null ? null : `${found.ino} ${found.size} ${found.mtimeNs}`
}
