import { setTimeout as sleep } from 'node:timers/promises'
import type { Ports } from '../../core/ports.ts'
import { listWork } from '../../core/rollout.ts'
import type { BlindSpots } from '../health/notes.ts'
import type { SettledIndex } from '../settled/settled-index.ts'
import type { LocalQueue } from './queue.ts'

/** Until what could not be listed is listed again, in ms. */
const RETRY_MS = 5000

export interface CatchUp {
  /** Is told of the originals that could not be seen. */
  readonly blindSpots: Pick<BlindSpots, 'looked'>
  /**
   * What is known to be settled, where other processes may be at work. `null` where none can be: each run is then as good
   * as the sweep that would come after it.
   */
  readonly index: SettledIndex | null
  readonly progress: (done: number, all: number) => void
  readonly report: (fault: unknown) => void
  /** Ends it early. */
  readonly signal: AbortSignal
}

/**
 * Takes up whatever changed while the service was off: originals, configuration, or a run that was cut short. It is tried
 * until it is done, for a store that does not answer today answers tomorrow. Returns how many keys were looked at, or
 * `null` when it was ended before.
 */
export async function catchUp(ports: Ports, queue: LocalQueue, options: CatchUp): Promise<number | null> {
  const { report, signal } = options
  while (!signal.aborted) {
    try {
      return await tryOnce(ports, queue, options)
    } catch (fault) {
      if (signal.aborted) break
      report(fault)
      await sleep(RETRY_MS, undefined, { ref: false, signal }).catch(() => {}) // it was aborted
    }
  }
  return null
}

/** @throws the signal's reason when it is aborted */
async function tryOnce(
  ports: Ports,
  queue: LocalQueue,
  { blindSpots, index, progress, signal }: CatchUp,
): Promise<number> {
  const { keys, settled, strays, unknown } = await (index?.look(ports, signal) ?? listWork(ports, { signal }))
  blindSpots.looked(unknown)
  for (const { location, path, etag } of strays) {
    signal.throwIfAborted()
    await ports[location].delete(path, etag)
  }
  for (const key of keys) {
    if (settled.has(key)) continue // the watcher tells of what has changed since
    await queue.send(index === null ? { key, sweep: true } : { key, rollout: true })
  }
  const ticking = setInterval(() => progress(Math.max(0, keys.size - queue.size()), keys.size), 100)
  await queue.idle()
  clearInterval(ticking)
  signal.throwIfAborted()
  await index?.save()
  progress(keys.size, keys.size)
  return keys.size
}
