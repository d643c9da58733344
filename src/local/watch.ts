import { relative, sep } from 'node:path'
import { watch } from 'chokidar'

/** A file is read when its size and time have stood still for so long, in ms: until then it is still being copied. */
const WHOLE_AFTER_MS = 300

export interface Watcher {
  close(): Promise<void>
}

export interface WatchOptions {
  /** Absolute. */
  readonly folder: string
  /** Absolute: a folder below that is none of ours. */
  readonly ignored: string
  /** Is told of every key that was written or deleted. */
  readonly changed: (key: string) => void
  readonly report: (fault: unknown) => void
}

/** Watches a folder and all below it; returns when it misses nothing any more. */
export async function watchFolder({ folder, ignored, changed, report }: WatchOptions): Promise<Watcher> {
  const watcher = watch(folder, {
    ignored: [ignored],
    ignoreInitial: true,
    followSymlinks: false,
    atomic: false, // it would hold back deletions, and what is looked at is the file, not the event
    awaitWriteFinish: { stabilityThreshold: WHOLE_AFTER_MS, pollInterval: 100 },
  })
  const tell = (path: string) => changed(relative(folder, path).split(sep).join('/'))
  watcher.on('add', tell).on('change', tell).on('unlink', tell).on('error', report)
  await new Promise<void>((resolve) => watcher.on('ready', resolve))
  return { close: () => watcher.close() }
}
