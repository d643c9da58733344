import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../../errors.ts'
import type { Store } from '../../stores/store.ts'
import type { ChangeListener, Watcher } from './locations.ts'

/** The pauses between two tries at the first listing, in ms. Each is twice the one before. */
const FIRST_PAUSE = 1000
const LAST_PAUSE = 60_000

export interface PollOptions extends Pick<ChangeListener, 'changed' | 'report'> {
  readonly store: Store
  readonly prefixes: readonly string[]
  /** How long it waits between two listings, in ms. */
  readonly everyMs: number
  /** Keys whose objects were read: one that comes and goes between two listings may have left renditions all the same. */
  readonly read: Set<string>
}

/**
 * Lists a store again and again and tells of the keys whose objects came, went, changed or were restored, and once more at the next
 * look: listings tell times in whole seconds, so that a second change within one cannot be seen. It has begun with the
 * first listing, which is tried again until there is one.
 */
export function pollListing({ store, prefixes, everyMs, read, changed, report }: PollOptions): Watcher {
  const stop = new AbortController()
  let known = new Map<string, string>()
  let lately = new Set<string>()

  async function begin(): Promise<void> {
    for (let pause = FIRST_PAUSE; !stop.signal.aborted; pause = Math.min(2 * pause, LAST_PAUSE)) {
      try {
        known = await snapshot(store, prefixes)
        return
      } catch (fault) {
        if (stop.signal.aborted) return
        report(new Error(`the originals cannot be listed, which is tried again: ${messageOf(fault)}`, { cause: fault }))
        await sleep(pause, undefined, { signal: stop.signal }).catch(() => {})
      }
    }
  }

  async function listAgain(): Promise<void> {
    const before = new Set([...known.keys(), ...read])
    read.clear()
    const now = await snapshot(store, prefixes).catch((fault: unknown) => {
      for (const key of before) read.add(key)
      throw fault
    })
    const found = new Set<string>()
    for (const [key, version] of now) if (isNews(known.get(key), version)) found.add(key)
    for (const key of before) if (!now.has(key)) found.add(key)
    for (const key of new Set([...found, ...lately])) changed(key)
    lately = found
    known = now
  }

  async function keepListing(): Promise<void> {
    while (!stop.signal.aborted) {
      await sleep(everyMs, undefined, { signal: stop.signal }).catch(() => {})
      if (!stop.signal.aborted) await listAgain().catch(report) // what this listing missed, the next one shows
    }
  }

  const begun = begin()
  const listing = begun.then(keepListing)
  return {
    begun,
    async close() {
      stop.abort()
      await listing
    },
  }
}

/**
 * Whether something may be to do. Where an object only went into an archive, or its restored copy expired, nothing is: a
 * lifecycle moves thousands at a time.
 */
function isNews(before: string | undefined, now: string): boolean {
  return before !== now && now !== `archived ${before}`
}

async function snapshot(store: Store, prefixes: readonly string[]): Promise<Map<string, string>> {
  const versions = new Map<string, string>()
  for (const prefix of prefixes) {
    for await (const { key, etag, written = '', isArchived = false } of store.list({ prefix })) {
      versions.set(key, `${isArchived ? 'archived ' : ''}${etag} ${written}`)
    }
  }
  return versions
}
