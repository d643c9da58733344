import type { Message } from '../../core/ports.ts'
import { type Reconciled, Unsettled } from '../../core/reconcile.ts'
import { type Reason, Unfinished, Unjudged } from '../../errors.ts'
import type { RefusalRate } from '../health/notes.ts'
import type { WaitingOriginals } from '../health/waiting.ts'
import type { SettledIndex } from '../settled/settled-index.ts'
import type { LocalQueueOptions } from './queue.ts'

export interface ConsumerOptions {
  readonly reconcile: (message: Message & { isRedelivered: boolean }) => Promise<Reconciled>
  /** Is told of what was found as it should be. */
  readonly index: Pick<SettledIndex, 'note'> | null
  /** Is told that something has changed which the gallery shows. */
  readonly changed: () => void
  readonly report: (fault: unknown, key: string) => void
  /** Is told of an original of which nothing could be made. */
  readonly measures: { refusedInAdvance(reason: Reason | 'archived'): void } | undefined
  readonly refusals: RefusalRate
  readonly waiting: WaitingOriginals
}

/** The queue's consumer: what is done with a key, and what is told of it. */
export function createConsumer({ reconcile, index, changed, report, measures, refusals, waiting }: ConsumerOptions) {
  const unjudged = new Set<string>()

  /** The key is tried again until there is a verdict, be that every minute for a day: the operator needs to know once. */
  function reportOnce(key: string, { message }: Unjudged): void {
    if (!unjudged.has(key)) report(`it could not be decoded just now, and is tried again: ${message}`, key)
    unjudged.add(key)
  }

  return {
    async run(message) {
      const { rendered, removed, refused, isWaiting, settled } = await reconcile(message)
      if (settled !== null) index?.note(message.key, settled)
      unjudged.delete(message.key)
      if (rendered.length > 0 || removed.length > 0 || refused !== null) changed()
      if (rendered.length > 0 || refused !== null) refusals.note(refused !== null)
      if (refused !== null) measures?.refusedInAdvance(refused)
      if (isWaiting) measures?.refusedInAdvance('archived')
      waiting.note(message.key, isWaiting)
    },
    report(fault, key) {
      if (fault instanceof Unsettled || fault instanceof Unfinished) return // it is tried again, and nothing is wrong
      if (fault instanceof Unjudged) reportOnce(key, fault)
      else report(fault, key)
    },
    isSlow: (fault) => fault instanceof Unjudged,
  } satisfies Pick<LocalQueueOptions, 'run' | 'report' | 'isSlow'>
}
