import { AsyncLocalStorage } from 'node:async_hooks'
import { type Message, mergeMessages, type Queue } from '../../core/ports.ts'

const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 60_000

/** How many keys a queue holds; sweeps that are not due yet do not count. */
export interface QueueCounts {
  readonly waiting: number
  readonly running: number
  /** Those that had a fault, and are tried again after a while. */
  readonly failed: number
}

export interface QueueState extends QueueCounts {
  /** How long ago the oldest of them was sent first, in ms. */
  readonly oldest: number
}

export interface LocalQueue extends Queue {
  state(): QueueState
  /** The same without what takes a look at every key. */
  readonly counts: () => QueueCounts
  /** How many keys wait or are being worked on; sweeps that are not due yet do not count. */
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
  /** Whether a run that ended so may take long again: it is repeated behind all others, one at a time. */
  readonly isSlow?: (fault: unknown) => boolean
}

interface Waiting {
  readonly message: Message
  readonly deliveries: number
  /** When it was sent first, in ms by the monotonic clock. */
  readonly since: number
  readonly isSlow: boolean
}

/**
 * A queue in this process. A key is worked on once at a time, and messages for a key that waits already become one. A
 * run that throws is repeated, ever more slowly, until it does not: a disk that is full today has room tomorrow.
 */
export function createLocalQueue({ run, atOnce, report, isSlow = () => false }: LocalQueueOptions): LocalQueue {
  const waiting = new Map<string, Waiting>()
  const running = new Map<string, Promise<void>>()
  const unfinished = new Set<Waiting>() // what runs, or is to be tried again
  const timers = new Set<NodeJS.Timeout>()
  const idlers: (() => void)[] = []
  // A run belongs to no request, least of all to the one that happened to wake the queue.
  const apart = AsyncLocalStorage.snapshot()
  let isClosed = false
  let isSlowRunning = false

  function enqueue(next: Waiting): void {
    const { key } = next.message
    const known = waiting.get(key)
    waiting.set(
      key,
      known === undefined
        ? next
        : {
            message: mergeMessages(known.message, next.message),
            deliveries: Math.max(next.deliveries, known.deliveries),
            since: Math.min(next.since, known.since),
            isSlow: next.isSlow || known.isSlow,
          },
    )
    work()
  }

  function work(): void {
    begin(({ isSlow }) => !isSlow)
    begin(({ isSlow }) => isSlow && !isSlowRunning)
  }

  function begin(isMeant: (next: Waiting) => boolean): void {
    for (const [key, next] of waiting) {
      if (isClosed || running.size >= atOnce) return
      if (running.has(key) || !isMeant(next)) continue
      waiting.delete(key)
      isSlowRunning ||= next.isSlow
      running.set(
        key,
        apart(deliver, next).finally(() => {
          running.delete(key)
          if (next.isSlow) isSlowRunning = false
          work()
          if (running.size === 0 && waiting.size === 0) for (const wake of idlers.splice(0)) wake()
        }),
      )
    }
  }

  async function deliver(next: Waiting): Promise<void> {
    const { message, deliveries } = next
    unfinished.add(next)
    try {
      await run({ ...message, isRedelivered: deliveries > 0 })
      unfinished.delete(next)
    } catch (fault) {
      report(fault, message.key)
      const delay = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** deliveries)
      later(() => {
        unfinished.delete(next)
        enqueue({ ...next, deliveries: deliveries + 1, isSlow: isSlow(fault) })
      }, delay)
    }
  }

  function counts(): QueueCounts {
    return { waiting: waiting.size, running: running.size, failed: unfinished.size - running.size }
  }

  function state(): QueueState {
    const now = performance.now()
    const all = [...waiting.values(), ...unfinished]
    return { ...counts(), oldest: all.reduce((oldest, { since }) => Math.max(oldest, now - since), 0) }
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
      const sent = () => enqueue({ message, deliveries: 0, since: performance.now(), isSlow: false })
      if (delayMs > 0) later(sent, delayMs)
      else sent()
    },
    size: () => waiting.size + running.size,
    state,
    counts,
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
