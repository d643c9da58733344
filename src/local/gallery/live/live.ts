import type { Store } from '../../../stores/store.ts'
import type { QueueCounts } from '../../work/queue.ts'
import { type Broadcast, createBroadcast } from './broadcast.ts'
import { countEntries } from './entry-count.ts'
import type { LiveState } from './live-state.ts'
import { createProgress } from './progress.ts'

type Progress = (done: number, all: number) => void

/** Knows what is going on now, and tells the pages. It costs nothing while nobody asks. */
export interface Live extends Broadcast {
  /** The store of the errors, whose writes are counted along. */
  readonly errors: Store
  /** Takes note of how far the start's look through everything is, and tells it further. */
  readonly following: (progress: Progress) => Progress
  /** @throws whatever keeps the failures from being counted */
  readonly state: () => Promise<LiveState>
}

export interface LiveSources {
  /** Where the errors are. */
  readonly errors: Store
  /** Is told that something has changed which the pages show. */
  readonly changed: () => void
  /** Rises with every change to what the pages show. */
  readonly version: () => number
  readonly counts: () => QueueCounts
  /** What keeps the service from its work. */
  readonly fault: () => string | null
  readonly report: (fault: unknown) => void
}

export function createLive({ errors, changed, version, counts, fault, report }: LiveSources): Live {
  const entries = countEntries(errors, changed)
  let catchingUp: LiveState['catchingUp'] = null
  let failed = 0

  async function state(): Promise<LiveState> {
    const known = fault()
    try {
      failed = await entries.count()
    } catch (error) {
      if (known === null) throw error // else the pages are told why it cannot be counted
    }
    const { waiting, running, failed: retrying } = counts()
    return { version: version(), waiting, running, retrying, catchingUp, failed, fault: known }
  }

  const progressOf = createProgress()
  const withProgress = (now: LiveState) => ({ ...now, ...progressOf(now) })

  return {
    ...createBroadcast({ state: async () => withProgress(await state()), report }),
    errors: entries.store,
    following: (progress) => (done, all) => {
      catchingUp = done < all ? { done, all } : null
      progress(done, all)
    },
    state,
  }
}
