import type { Catalogue } from '../config/catalogue.ts'
import type { Settings } from '../config/config.ts'
import type { Ending, Reason } from '../errors.ts'
import type { OpenPicture } from '../image/picture.ts'
import type { Store } from '../stores/store.ts'

/**
 * Time in ms after which every writer that was at work is dead and every edge's fetch has ended: a request lives 29 s
 * at most, `reconcile` 120 s, a fetch 60 s.
 */
export const SWEEP_MS = 240_000

/** Asks that `reconcile(key)` be run. */
export interface Message {
  readonly key: string
  /** It was asked for by an earlier run, to look once more when every older writer is dead. */
  readonly sweep?: boolean
  /** Purge whatever is found. */
  readonly purge?: boolean
  /** It is part of a rollout, which purges everything in the end: what can wait for that is not purged by its key. */
  readonly rollout?: boolean
}

/**
 * Delivers every message at least once, in any order, and again when its run threw. `send` returns when the message
 * can no longer be lost by the sender.
 */
export interface Queue {
  send(message: Message, delayMs?: number): Promise<void>
}

/** Makes every edge forget what it holds under the cache tags; returns when that was accepted. */
export type Purge = (tags: readonly string[]) => Promise<void>

/** Why a request was given nothing, where that is no fault. */
export type RequestRefusal = Reason | 'no-original' | 'archived' | 'busy' | 'unjudged'

/** Observes the work as it is done, for whoever measures it. */
export interface Observer {
  /** @param bytes those of the original (`read`, `decode`) or of the rendition (`encode`) */
  stage(name: 'read' | 'decode' | 'encode', ms: number, bytes: number): void
  /**
   * `serve` was asked for a rendition although it is stored as it should be: whoever reads the store before asking
   * `serve`, such as the edge, did not find or could not read it.
   */
  servedAlthoughStored(): void
  /** The queue did not take a key that a request handed to it. The answer to that request stays as it is. */
  unqueued(fault: unknown): void
  /** A decoder ended so that nobody can tell yet whether the picture is at fault; it may be tried again. */
  unjudged(ending: Ending): void
  /** A rendition was made that has more bytes than its variant's `maxBytes`, as it cannot be had with fewer. */
  overMaxBytes(): void
  /** `serve` gave nothing. A refusal by `reconcile` is not told of here, since its run returns it. */
  refused(reason: RequestRefusal): void
}

/** Everything that `serve` and `reconcile` work with. */
export interface Ports {
  readonly originals: Store
  readonly processed: Store
  readonly errors: Store
  readonly queue: Queue
  readonly purge: Purge
  readonly openPicture: OpenPicture
  readonly catalogue: Catalogue
  readonly settings: Settings
  readonly observer?: Observer
}

/** Merges two messages of a key, for which one run does: one that is no sweep asks for one, and a purge is owed to either. */
export function mergeMessages(a: Message, b: Message): Message {
  return {
    key: a.key,
    ...(a.sweep === true && b.sweep === true && { sweep: true }),
    ...((a.purge === true || b.purge === true) && { purge: true }),
    ...(a.rollout === true && b.rollout === true && { rollout: true }),
  }
}
