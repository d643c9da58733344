import { merge } from '../merge.ts'
import type { Message, Queue } from '../ports.ts'

const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 60_000

export interface LocalQueue extends Queue {
  /** Keys that wait or are being worked on; sweeps that are not due yet do not count. */
  size(): number
  /** Returns when nothing is due and nothing is being worked on, and when it is closed. */
  idle(): Promise<void>
  /** Finishes what is being worked on and takes nothing more. What is still waiting is found again by the next start. */
  close(): Promise<void>
}

export interface LocalQueueOptions {
  readonly run: (message: Message & { isRedelivered: boolean }) => Promise<unknown>
  /** How many keys are worked on at once. */
  readonly atOnce: number
  readonly report: (fault: unknown, key: string) => void
}

interface Waiting {
  message: Message
  deliveries: number
}

/**
 * A queue in this process. A key is worked on once at a time, and messages for a key that waits already become one. A
 * run that throws is repeated, ever more slowly, until it does not: a disk that is full today has room tomorrow.
 */
export function createLocalQueue({ run, atOnce, report }: LocalQueueOptions): LocalQueue {
  const waiting = new Map<string, Waiting>()
  const running = new Map<string, Promise<void>>()
  const timers = new Set<NodeJS.Timeout>()
  const idlers: (() => void)[] = []
  let isClosed = false

  function enqueue(message: Message, deliveries: number): void {
    const { key } = message
    const known = waiting.get(key)
    waiting.set(key, {
      message: known === undefined ? message : merge(known.message, message),
      deliveries: Math.max(deliveries, known?.deliveries ?? 0),
    })
    work()
  }

  function work(): void {
    for (const [key, next] of waiting) {
      if (isClosed || running.size >= atOnce) return
      if (running.has(key)) continue
      waiting.delete(key)
      running.set(
        key,
        deliver(next).finally(() => {
          running.delete(key)
          work()
          if (running.size === 0 && waiting.size === 0) for (const wake of idlers.splice(0)) wake()
        }),
      )
    }
  }

  async function deliver({ message, deliveries }: Waiting): Promise<void> {
    try {
      await run({ ...message, isRedelivered: deliveries > 0 })
    } catch (fault) {
      report(fault, message.key)
      const delay = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** deliveries)
      later(() => enqueue(message, deliveries + 1), delay)
    }
  }

  function later(todo: () => void, delayMs: number): void {
    if (isClosed) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      todo()
    }, delayMs)
    timers.add(timer)
  }

  return {
    async send(message, delayMs = 0) {
      if (isClosed) return
      if (delayMs > 0) later(() => enqueue(message, 0), delayMs)
      else enqueue(message, 0)
    },
    size: () => waiting.size + running.size,
    async idle() {
      if (running.size > 0 || waiting.size > 0) await new Promise<void>((resolve) => idlers.push(resolve))
    },
    async close() {
      isClosed = true
      for (const timer of timers) clearTimeout(timer)
      waiting.clear()
      await Promise.all(running.values())
    },
  }
}
