import { stat } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describedBy } from '../../stores/folder/user-metadata.ts'
import type { ChangeListener, Watcher } from './locations.ts'
import { createDebounce } from './debounce.ts'
import { watchTree } from './tree.ts'

/** How often it is looked whether the folder itself is still the one that is watched, in ms: nobody tells of that. */
const SAME_MS = 2000

export interface WatchOptions extends ChangeListener {
  /** The absolute path of the folder to watch. */
  readonly folder: string
  /** The absolute paths of folders below it in which there are no originals. */
  readonly ignored: readonly string[]
  /** Tells by the name of a file or folder whether there are no originals in it. */
  readonly skips?: (name: string) => boolean
}

/** Watches a folder and all below it; returns when that has begun. */
export async function watchFolder(options: WatchOptions): Promise<Watcher> {
  const { folder, ignored, skips, changed, changedBelow, report } = options
  const keyOf = (path: string) => relative(folder, path).split(sep).join('/')
  const tell = (path: string) => {
    const key = keyOf(path)
    changed(key)
    const described = describedBy(key)
    if (described !== null) changed(described)
  }
  const debounce = createDebounce(tell)
  let watched = await folderIdentity(folder)
  const tree = await watchTree({
    root: folder,
    ignored: new Set(ignored),
    skips: skips ?? (() => false),
    written: debounce.touched,
    gone: tell,
    changedBelow: (path) => changedBelow(keyOf(path)),
    report,
  })
  const stop = new AbortController()

  async function keepWatching(): Promise<void> {
    while (!stop.signal.aborted) {
      await sleep(SAME_MS, undefined, { signal: stop.signal }).catch(() => {})
      const found = await folderIdentity(folder)
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
      debounce.close()
      tree.close()
    },
  }
}

/** What tells a folder from every other that takes its place; `null` where there is none. */
async function folderIdentity(folder: string): Promise<string | null> {
  const found = await stat(folder, { bigint: true }).catch(() => null)
  return found === null ? null : `${found.dev} ${found.ino} ${found.birthtimeNs}`
}
