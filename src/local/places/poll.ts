import { setTimeout as sleep } from 'node:timers/promises'
import type { Store } from '../../stores/store.ts'
import type { Watcher, Watching } from './places.ts'

export interface PollOptions extends Watching {
  readonly store: Store
  readonly prefixes: readonly string[]
  /** In ms. */
  readonly everyMs: number
  /** Keys whose objects were read: one that comes and goes between two listings may have left renditions all the same. */
  readonly read: Set<string>
}

/**
 * Lists a store again and again and tells of the keys whose objects came, went or changed, and once more at the next
 * look: listings tell times in whole seconds, so that a second change within one cannot be seen. Returns after the
 * first listing.
 */
export async function pollListing({ store, prefixes, everyMs, read, changed, report }: PollOptions): Promise<Watcher> {
  const stop = new AbortController()
  let known = await snapshot(store, prefixes)
  let lately = new Set<string>()

  async function look(): Promise<void> {
    const before = new Set([...known.keys(), ...read])
    read.clear()
    const now = await snapshot(store, prefixes).catch((fault: unknown) => {
      for (const key of before) read.add(key)
      throw fault
    })
    const found = new Set<string>()
    for (const [key, version] of now) if (known.get(key) !== version) found.add(key)
    for (const key of before) if (!now.has(key)) found.add(key)
    for (const key of new Set([...found, ...lately])) changed(key)
    lately = found
    known = now
  }

  async function keepLooking(): Promise<void> {
    while (!stop.signal.aborted) {
      await sleep(everyMs, undefined, { signal: stop.signal }).catch(() => {})
      if (!stop.signal.aborted) await look().catch(report) // what this look missed, the next one sees
    }
  }

  const looking = keepLooking()
  return {
    async close() {
      stop.abort()
      await looking
    },
  }
}

async function snapshot(store: Store, prefixes: readonly string[]): Promise<Map<string, string>> {
  const versions = new Map<string, string>()
  for (const prefix of prefixes) {
    for await (const { key, etag, written = '' } of store.list({ prefix })) versions.set(key, `${etag} ${written}`)
  }
  return versions
}
