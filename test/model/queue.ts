import type { Message } from '../../src/core/ports.ts'
import type { Time } from './time.ts'

/** After so long a message of whose run nothing is heard is delivered again, in ms. */
const VISIBILITY = 720_000

interface Waiting {
  /** A copy that the queue made has the same one, and is gone with the other. */
  readonly id: number
  readonly message: Message
  due: number
  receives: number
}

/** At least once, in any order. */
export interface ModelQueue {
  add(message: Message, delayMs: number): void
  /** Takes one that is due; it comes again at once when its run failed, and some time later when nobody says anything. A duplicate stays behind. */
  take(
    pick: number,
    isDuplicated: boolean,
  ): { message: Message & { isRedelivered: boolean }; done(): void; failed(): void } | null
  /** When the next message is due, in ms; `null` when there is none. */
  nextDue(): number | null
}

export function createModelQueue(time: Time): ModelQueue {
  let waiting: Waiting[] = []
  let sent = 0
  return {
    add(message, delayMs) {
      waiting.push({ id: (sent += 1), message, due: time.now + delayMs, receives: 0 })
    },
    take(pick, isDuplicated) {
      const due = waiting.filter((one) => one.due <= time.now)
      const taken = due[pick % Math.max(1, due.length)]
      if (taken === undefined) return null
      if (isDuplicated) waiting.push({ ...taken })
      taken.receives += 1
      taken.due = time.now + VISIBILITY
      return {
        message: { ...taken.message, isRedelivered: taken.receives > 1 },
        done: () => void (waiting = waiting.filter(({ id }) => id !== taken.id)),
        failed: () => void (taken.due = time.now),
      }
    },
    nextDue: () => (waiting.length === 0 ? null : Math.min(...waiting.map(({ due }) => due))),
  }
}
