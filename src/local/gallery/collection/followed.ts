import type { Catalogue } from '../../../config/catalogue.ts'
import type { Settings } from '../../../config/config.ts'
import { unescapeKey } from '../../../path.ts'
import type { Store } from '../../../stores/store.ts'
import type { ChangeListener, Locations } from '../../locations/locations.ts'
import { type Collection, createCollection } from './collection.ts'

/** How old what was listed of buckets may be, to which other processes may write, in ms. */
const LISTED_AGAIN = 60_000

type Stores = Pick<Locations, 'originals' | 'processed' | 'errors'>

/** A collection that follows what this process writes, and what its watcher tells of. */
export interface FollowedCollection {
  readonly collection: Collection
  /** The stores by which the process must write. */
  readonly stores: Stores
  /** Has a watcher tell the collection, too. */
  readonly also: (listener: ChangeListener) => ChangeListener
}

export interface FollowedOptions {
  /** The stores by which it looks: without a cache, which is for what visitors ask for. */
  readonly opened: Stores & Pick<Locations, 'isAlone'>
  /** The stores by which the process writes. */
  readonly stores: Stores
  readonly catalogue: Catalogue
  readonly settings: Settings
  /** Is told when pages can show more than they were given. */
  readonly changed: () => void
  readonly report: (fault: unknown) => void
}

export function followCollection(options: FollowedOptions): FollowedCollection {
  const { opened, stores, catalogue, settings, changed, report } = options
  const freshMs = opened.isAlone ? null : LISTED_AGAIN
  const collection = createCollection({ view: { ...opened, catalogue, settings }, changed, freshMs, report })
  const { touch, touchBelow } = collection
  return {
    collection,
    stores: {
      originals: tellingOf(stores.originals, touch),
      processed: tellingOf(stores.processed, (path) => touch(catalogue.parsePath(path)?.key ?? null)),
      errors: tellingOf(stores.errors, (path) => touch(unescapeKey(path))),
    },
    also: (listener) => ({
      ...listener,
      changed(key) {
        touch(key)
        listener.changed(key)
      },
      changedBelow(path) {
        touchBelow(path)
        listener.changedBelow(path)
      },
    }),
  }
}

/** A decorator of a store: tells which object was written or deleted, or may have been, when that is over. */
function tellingOf(store: Store, told: (key: string) => void): Store {
  async function tell<T>(key: string, write: () => Promise<T>): Promise<T> {
    try {
      return await write()
    } finally {
      told(key)
    }
  }
  return {
    ...store,
    put: (key, object, only) => tell(key, () => store.put(key, object, only)),
    delete: (key, etag) => tell(key, () => store.delete(key, etag)),
  }
}
