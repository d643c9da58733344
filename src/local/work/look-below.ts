import { setTimeout as sleep } from 'node:timers/promises'
import type { Ports } from '../../core/ports.ts'
import { type DerivedLocation, readListed } from '../../core/rollout.ts'
import { PlaceFault } from '../../errors.ts'
import { escapeKey, isStorable, printPath } from '../../path.ts'

/** The longest pause before what could not be answered is asked again, in ms. Each pause is twice the one before. */
const LAST_PAUSE = 60_000

export interface LookBelow {
  /** Has all keys below a path looked at of which something is stored and whose originals are gone. */
  readonly look: (path: string) => void
  /** Returns when nothing is being looked at any more: to be called when the signal is aborted. */
  ended(): Promise<void>
}

export interface LookBelowOptions {
  readonly report: (fault: unknown) => void
  /** The first pause before what could not be answered is asked again, in ms. */
  readonly firstPause?: number
  /** Ends it. */
  readonly signal: AbortSignal
}

/**
 * Finds what has lost its original with the folder that it was in, by what is stored: who watches a folder knows only of
 * what it held when it was listed, while a request or a run may have read what came and went before, or what was there
 * when the folder could not be listed.
 *
 * It must be asked when the folder is gone, or when all below the one in its place is watched. Whoever stores something
 * later looks again after that, and finds the original as it is by then.
 */
export function createLookBelow(
  ports: Pick<Ports, 'originals' | 'processed' | 'errors' | 'catalogue' | 'queue'>,
  { report, firstPause = 1000, signal }: LookBelowOptions,
): LookBelow {
  const { catalogue, queue } = ports
  const asked = new Set<string>()
  let working: Promise<void> | null = null

  async function lookOnce(path: string): Promise<void> {
    const seen = new Set<string>()
    for await (const key of storedBelow(path)) {
      signal.throwIfAborted()
      if (seen.has(key)) continue
      seen.add(key)
      if (await isGone(key)) await queue.send({ key, sweep: true })
    }
  }

  async function* storedBelow(path: string): AsyncGenerator<string> {
    const below: [DerivedLocation, string][] = [...catalogue.renditions.keys()].map((name) => [
      'processed',
      `${printPath(name, path)}/`,
    ])
    for (const [location, prefix] of [...below, ['errors', `${escapeKey(path)}/`] as const]) {
      for await (const object of ports[location].list({ prefix })) {
        const listed = readListed(catalogue, location, object.key)
        if (typeof listed !== 'string') yield listed.key
      }
    }
  }

  /** Where a part of the originals may not be read, they are unknown, until that changes, of which the watcher tells. */
  async function isGone(key: string): Promise<boolean> {
    try {
      return (await ports.originals.head(key)) === null
    } catch (fault) {
      if (fault instanceof PlaceFault && fault.kind === 'unreadable') return false
      throw fault
    }
  }

  async function work(): Promise<void> {
    let pause = firstPause
    for (const path of asked) {
      asked.delete(path) // so that it is looked at once more when it is asked for meanwhile
      try {
        await lookOnce(path)
        pause = firstPause
      } catch (fault) {
        if (signal.aborted) return
        report(fault)
        asked.add(path)
        await sleep(pause, undefined, { ref: false, signal }).catch(() => {}) // it was aborted
        pause = Math.min(2 * pause, LAST_PAUSE)
      }
    }
    working = null // in the same step as the loop's end, so that nothing is asked for in between
  }

  return {
    look(path) {
      if (signal.aborted || !isStorable(path)) return // nothing is stored below such a path
      asked.add(path)
      working ??= work()
    },
    async ended() {
      await working
    },
  }
}
