import type { Ports } from '../../core/ports.ts'
import { listWork } from '../../core/rollout.ts'
import type { BlindSpots } from '../health/blind-spots.ts'
import type { LocalQueue } from './queue.ts'
import type { SettledIndex } from '../settled/settled-index.ts'

export interface CatchUp {
  /** Is told of the originals that could not be seen. */
  readonly blindSpots: Pick<BlindSpots, 'looked'>
  /**
   * Where other processes may be at work, what is known to be settled. Where none can be, `null`: each run is then as good
   * as the sweep that would come after it.
   */
  readonly index: SettledIndex | null
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
  { blindSpots, index, progress, signal }: CatchUp,
): Promise<number> {
  const { keys, settled, strays, unknown } = await (index?.look(ports, signal) ?? listWork(ports, { signal }))
  blindSpots.looked(unknown)
  for (const { location, path, etag } of strays) {
    signal.throwIfAborted()
    await ports[location].delete(path, etag)
  }
  for (const key of keys) {
    // Of what has changed since, the watcher tells.
    if (settled.has(key)) continue
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
