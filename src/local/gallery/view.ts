import type { Ports } from '../../core/ports.ts'
import type { Reader } from '../../stores/store.ts'

/** What the pages look at. They change nothing by it, so it can be had of buckets that nobody may write. */
export interface View extends Pick<Ports, 'catalogue' | 'settings'> {
  readonly originals: Reader
  readonly processed: Reader
  readonly errors: Reader
}
