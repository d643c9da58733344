import type { Ports } from '../ports.ts'
import { listWork } from '../rollout.ts'
import type { BlindSpots } from './blind-spots.ts'
import type { LocalQueue } from './queue.ts'

export interface CatchUp {
  /** Is told of the originals that could not be seen. */
  readonly blindSpots: Pick<BlindSpots, 'looked'>
  /** Every older writer is dead, so that each run is as good as the sweep that would come after it. */
  readonly isAlone: boolean
  readonly progress: (done: number, all: number) => void
  /** Ends it early. */
  readonly signal: AbortSignal
}

/**
 * Takes up whatever changed while the service was off: originals, configuration, or a run that was cut short. Returns how
 * many keys were looked at.
 *
 * @throws the signal's reason when it is aborted
 */
export async function catchUp(
  ports: Ports,
  queue: LocalQueue,
  { blindSpots, isAlone, progress, signal }: CatchUp,
): Promise<number> {
  const { keys, settled, strays, unknown } = await listWork(ports, signal)
  blindSpots.looked(unknown)
  for (const { location, path, etag } of strays) {
    signal.throwIfAborted()
    await ports[location].delete(path, etag)
  }
  for (const key of keys) {
    // Of what has changed since, the watcher tells.
    if (isAlone && settled.has(key)) continue
    await queue.send({ key, ...(isAlone && { sweep: true }) })
  }
  const ticking = setInterval(() => progress(Math.max(0, keys.size - queue.size()), keys.size), 100)
  await queue.idle()
  clearInterval(ticking)
  signal.throwIfAborted()
  progress(keys.size, keys.size)
  return keys.size
}
