import type { Semaphore } from '../../core/semaphore.ts'
import type { Ports } from '../../core/ports.ts'
import type { Origin } from '../http/cdn.ts'
import type { OwnPage } from './same-origin.ts'

export interface GalleryOptions {
  readonly ports: Ports
  /** Bounds how many originals are decoded for requests at once. */
  readonly semaphore: Semaphore
  /** Gives renditions by their paths. */
  readonly origin: Origin
  /** Shown to the user. */
  readonly folder: string
  /** Rises with every change to what the pages show. */
  readonly version: () => number
  readonly ownPage: OwnPage
  /** Whether the page may add and replace originals, and have broken ones tried again. */
  readonly mayChange: boolean
  readonly report: (fault: unknown) => void
}
