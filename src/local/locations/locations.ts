import type { Ports } from '../../core/ports.ts'
import type { Store } from '../../stores/store.ts'

export interface Watcher {
  /** Settles when nothing is missed any more, or when the watching has ended before. */
  readonly begun: Promise<void>
  /** Ends the watching. */
  close(): Promise<void>
}

/** Is told of every key that was written or deleted, and of what goes wrong meanwhile. */
export interface ChangeListener {
  readonly changed: (key: string) => void
  /**
   * Is told where a folder came, went or was replaced, or may have been meanwhile: pictures below it may be gone that
   * `changed` was not told of, for nobody has seen them but who read them. The path is a key's beginning without its slash.
   */
  readonly changedBelow: (path: string) => void
  readonly report: (fault: unknown) => void
}

/** The three locations that the one-machine service works on, opened. */
export interface Locations extends Pick<Ports, 'originals' | 'processed' | 'errors'> {
  /** The originals' location as the user wrote it. */
  readonly title: string
  /** Where an original's user metadata is an object of its own, as in a folder; `null` where it is a part of the original. */
  readonly userMetadata: Store | null
  /** Whether no other process can be at work on these locations. */
  readonly isAlone: boolean
  watch(listener: ChangeListener): Promise<Watcher>
  release(): Promise<void>
}
