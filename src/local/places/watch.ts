import { relative, sep } from 'node:path'
import { watch } from 'chokidar'
import { describedBy } from '../../stores/meta-files.ts'
import type { Watcher, Watching } from './places.ts'

/** A file is read when its size and time have stood still for so long, in ms: until then it is still being copied. */
const WHOLE_AFTER_MS = 300

export interface WatchOptions extends Watching {
  /** Absolute. */
  readonly folder: string
  /** Absolute: folders below in which there are no originals. */
  readonly ignored: readonly string[]
}

/** Watches a folder and all below it; returns when it misses nothing any more. */
export async function watchFolder({ folder, ignored, changed, report }: WatchOptions): Promise<Watcher> {
  const watcher = watch(folder, {
    ignored: [...ignored],
    ignoreInitial: true,
    followSymlinks: false,
    atomic: false, // it would hold back deletions, and what is looked at is the file, not the event
    awaitWriteFinish: { stabilityThreshold: WHOLE_AFTER_MS, pollInterval: 100 },
  })
  const tell = (path: string) => {
    const key = relative(folder, path).split(sep).join('/')
    changed(key)
    const described = describedBy(key)
    if (described !== null) changed(described)
  }
  watcher.on('add', tell).on('change', tell).on('unlink', tell).on('error', report)
  await new Promise<void>((resolve) => watcher.on('ready', resolve))
  return { close: () => watcher.close() }
}
