import type { Ports } from '../ports.ts'
import { listWork } from '../rollout.ts'
import type { LocalQueue } from './queue.ts'

/**
 * Takes up whatever changed while the service was off: originals, configuration, or a run that was cut short. Returns how
 * many keys were looked at.
 *
 * @param isAlone every older writer is dead, so that each run is as good as the sweep that would come after it
 */
export async function catchUp(
  ports: Ports,
  queue: LocalQueue,
  isAlone: boolean,
  progress: (done: number, all: number) => void,
): Promise<number> {
  const { keys, settled, strays } = await listWork(ports)
  for (const { path, etag } of strays) await ports.processed.delete(path, etag)
  for (const key of keys) {
    // Of what has changed since, the watcher tells.
    if (isAlone && settled.has(key)) continue
    await queue.send({ key, ...(isAlone && { sweep: true }) })
  }
  const ticking = setInterval(() => progress(Math.max(0, keys.size - queue.size()), keys.size), 100)
  await queue.idle()
  clearInterval(ticking)
  progress(keys.size, keys.size)
  return keys.size
}
