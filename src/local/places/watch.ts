import { relative, sep } from 'node:path'
import { watch } from 'chokidar'
import { describedBy } from '../../stores/meta-files.ts'
import type { Watcher, Watching } from './places.ts'
import { createWhole } from './whole.ts'

export interface WatchOptions extends Watching {
  /** Absolute. */
  readonly folder: string
  /** Absolute: folders below in which there are no originals. */
  readonly ignored: readonly string[]
}

/** Watches a folder and all below it; returns when that has begun. */
export async function watchFolder({ folder, ignored, changed, report }: WatchOptions): Promise<Watcher> {
  const watcher = watch(folder, {
    ignored: [...ignored],
    ignoreInitial: true,
    followSymlinks: false,
    atomic: false, // it would hold back deletions, and what is looked at is the file, not the event
  })
  const tell = (path: string) => {
    const key = relative(folder, path).split(sep).join('/')
    changed(key)
    const described = describedBy(key)
    if (described !== null) changed(described)
  }
  const whole = createWhole(tell)
  watcher.on('add', whole.touched).on('change', whole.touched).on('unlink', tell).on('error', report)
  await new Promise<void>((resolve) => watcher.on('ready', resolve))
  return {
    close() {
      whole.close()
      return watcher.close()
    },
  }
}
