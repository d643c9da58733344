import { stat } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describedBy } from '../../stores/folder/user-metadata.ts'
import type { Watcher, ChangeListener } from './locations.ts'
import { watchTree } from './tree.ts'
import { createDebounce } from './debounce.ts'

/** In ms: how often it is looked whether the folder itself is still the one that is watched, of which nobody tells. */
const SAME_MS = 2000

export interface WatchOptions extends ChangeListener {
  /** Absolute. */
  readonly folder: string
  /** Absolute: folders below in which there are no originals. */
  readonly ignored: readonly string[]
  /** Tells by the name of a file or folder that there are no originals in it. */
  readonly skips?: (name: string) => boolean
}

/** Watches a folder and all below it; returns when that has begun. */
export async function watchFolder({ folder, ignored, skips, changed, report }: WatchOptions): Promise<Watcher> {
  const tell = (path: string) => {
    const key = relative(folder, path).split(sep).join('/')
    changed(key)
    const described = describedBy(key)
    if (described !== null) changed(described)
  }
  const whole = createDebounce(tell)
  let watched = await identityOf(folder)
  const tree = await watchTree({
    root: folder,
    ignored: new Set(ignored),
    skips: skips ?? (() => false),
    written: whole.touched,
    gone: tell,
    report,
  })
  const stop = new AbortController()

  async function keepWatching(): Promise<void> {
    while (!stop.signal.aborted) {
      await sleep(SAME_MS, undefined, { signal: stop.signal }).catch(() => {})
      const found = await identityOf(folder)
      if (stop.signal.aborted || found === null || found === watched) continue // one that is away may come back as it was
      watched = found
      await tree.again()
    }
  }

  void keepWatching()
  return {
    begun: Promise.resolve(),
    async close() {
      stop.abort()
      whole.close()
      tree.close()
    },
  }
}

/** `null`: it is not there. */
async function identityOf(folder: string): Promise<string | null> {
  const found = await stat(folder, { bigint: true }).catch(() => null)
  return found === null ? null : `${found.dev} ${found.ino} ${found.birthtimeNs}`
}
