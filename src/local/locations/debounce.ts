import { stat } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** A file counts as copied once it has not been touched for so long, and is still the same after that, in ms. */
const STILL_MS = 300
/** The longest wait where renames put one file after another in its place, in ms: each of these files is whole. */
const REPLACED_MS = 2000
/** The longest wait where a program keeps writing to the same file, in ms. What is read then may be half done, and is not judged. */
const WRITTEN_MS = 20_000

export interface Debounce {
  /** To be called at each sign that a file was written. */
  readonly touched: (path: string) => void
  close(): void
}

/**
 * A debounce with a longest wait, for files: it tells of those that were touched, once they have settled or are gone. One
 * that never settled may have been read all the same.
 */
export function createDebounce(tell: (path: string) => void): Debounce {
  const last = new Map<string, number>() // in ms, by the monotonic clock
  const stop = new AbortController()

  /** Returns whether the file has settled; `false` where that takes too long. */
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

  /** The file's state when it has not been touched for a while; `restless` where that does not come about in time. */
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
    for (let isSettled = false; !isSettled;) {
      isSettled = await settle(path).catch(() => true) // whoever reads what cannot be looked at says why
      if (isSettled) last.delete(path)
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

/** `null` where there is nothing. */
async function stateOf(path: string): Promise<State | null> {
  const found = await stat(path, { bigint: true }).catch(() => null)
  return found === null ? null : { ino: found.ino, text: `${found.ino} ${found.size} ${found.mtimeNs}` }
}
