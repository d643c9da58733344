import { stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** In ms: a file that was not touched for so long, and is the same after it, is no longer being copied. */
const STILL_MS = 300
/** In ms: the longest wait for that where another file takes the place again and again, by a rename: each of them is whole. */
const REPLACED_MS = 2000
/** In ms: the same where one file is written to, for ever as it seems. It may be read half done, and is not judged by that. */
const WRITTEN_MS = 20_000

export interface Debounce {
  /** To be called at each sign that a file was written. */
  readonly touched: (path: string) => void
  close(): void
}

/**
 * Tells of files that were touched, once they are whole or gone: one that never was whole may have been read all the same.
 * It is a debounce with a longest wait.
 */
export function createDebounce(tell: (path: string) => void): Debounce {
  const last = new Map<string, number>() // in ms, by the monotonic clock
  const stop = new AbortController()

  /** Returns whether it stands still. */
  async function settle(path: string): Promise<boolean> {
    const since = performance.now()
    const first = await stateOf(path)
    for (let before = first; before !== null;) {
      const now = await afterQuiet(path, since, first)
      if (now === 'restless') return false
      if (now?.text === before.text) return true
      before = now
    }
    return true
  }

  /** Its state when it has not been touched for a while; `restless` where that does not come about in time. */
  async function afterQuiet(path: string, since: number, first: State | null): Promise<State | 'restless' | null> {
    for (;;) {
      const touched = last.get(path) ?? 0
      await sleep(Math.max(1, STILL_MS - (performance.now() - touched)), undefined, { signal: stop.signal })
      const now = await stateOf(path)
      if (performance.now() - since > (now?.ino === first?.ino ? WRITTEN_MS : REPLACED_MS)) return 'restless'
      if (last.get(path) === touched && performance.now() - touched >= STILL_MS) return now
    }
  }

  async function follow(path: string): Promise<void> {
    for (let isStill = false; !isStill;) {
      isStill = await settle(path).catch(() => true) // what cannot be looked at, whoever reads it says why
      if (isStill) last.delete(path)
      if (stop.signal.aborted) return
      tell(path)
    }
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

interface State {
  readonly ino: bigint
  readonly text: string
}

/** `null`: there is nothing. */
async function stateOf(path: string): Promise<State | null> {
  const found = await stat(path, { bigint: true }).catch(() => null)
  return found === null ? null : { ino: found.ino, text: `${found.ino} ${found.size} ${found.mtimeNs}` }
}
