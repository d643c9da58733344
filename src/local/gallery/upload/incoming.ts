import { createSemaphore } from '../../../core/semaphore.ts'
import { Busy } from '../../../errors.ts'
import { SNIFF_BYTES } from '../../../image/sniff.ts'

/** How many uploads may come in at once, however slowly. */
const MOST = 64
/** How many of those that are there whole are judged and stored at once. */
const AT_ONCE = 2
/** The slowest sender that is served, in bytes a second: a slower one is sent away when the patience is over. */
const LEAST_RATE = 16_000
/** How long a sender may be slower than that, in ms. */
const PATIENCE_MS = 10_000

/** The sender brought next to nothing for a while. */
export class TooSlow extends Error {
  override name = 'TooSlow'

  constructor() {
    super(`the upload was given up: it brought less than ${LEAST_RATE} bytes a second`)
  }
}

/** An upload that is coming in. */
export interface Arrival {
  /**
   * Reads the body to its end, but no further than it takes to see that it is too large, or not wanted. It returns when it
   * is also the upload's turn to be judged.
   *
   * @param most in bytes
   * @param isWanted is asked once, about the first bytes; where it says no, only these are returned
   * @throws TooSlow, or what broke the body off
   */
  read(
    body: ReadableStream<Uint8Array> | null,
    most: number,
    isWanted: (first: Uint8Array) => boolean,
  ): Promise<Uint8Array | 'too-many'>
  /** Gives its memory and its turn back. */
  close(): void
}

/**
 * Backpressure by a budget of memory. Uploads come in side by side, and each takes as much of the budget as has come of
 * it, so that slow ones keep nobody waiting. Where the budget is used up, all wait but the oldest, for which there is
 * always room.
 *
 * @param room is the budget in bytes, beside what the oldest takes
 */
export function createIncoming(room: number): { open(): Arrival } {
  const held = new Map<object, number>() // the oldest first
  const semaphore = createSemaphore(AT_ONCE, MOST)
  let waiting: (() => void)[] = []

  function mayTake(arrival: object, bytes: number): boolean {
    const [oldest, ...others] = held.keys()
    if (arrival === oldest) return true
    return others.reduce((sum, other) => sum + (held.get(other) ?? 0), bytes) <= room
  }

  async function take(arrival: object, bytes: number): Promise<void> {
    while (!mayTake(arrival, bytes)) await new Promise<void>((resolve) => waiting.push(resolve))
    held.set(arrival, (held.get(arrival) ?? 0) + bytes)
  }

  return {
    /** @throws Busy */
    open() {
      if (held.size >= MOST) throw new Busy()
      const arrival = {}
      let release = (): void => {}
      held.set(arrival, 0)

      return {
        async read(body, most, isWanted) {
          const chunks: Uint8Array[] = []
          let length = 0
          let isJudged = false
          for await (const chunk of inTime(body)) {
            length += chunk.length
            if (length > most) return 'too-many'
            await take(arrival, chunk.length)
            chunks.push(chunk)
            if (isJudged || length < SNIFF_BYTES) continue
            isJudged = true
            const first = Buffer.concat(chunks)
            if (!isWanted(first)) return first
          }
          release = await semaphore.acquire()
          return Buffer.concat(chunks)
        },

        close() {
          release()
          held.delete(arrival)
          const woken = waiting
          waiting = []
          for (const wake of woken) wake()
        },
      }
    },
  }
}

/** Gives the chunks of a body as long as its sender keeps to the rate. The time that the reader takes over them does not count. */
async function* inTime(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  if (body === null) return
  const reader = body.getReader()
  let credit = PATIENCE_MS // a token bucket whose tokens are ms
  try {
    for (;;) {
      const begun = performance.now()
      const { done, value } = await within(credit, reader.read())
      if (done) return
      credit += begun - performance.now() + (1000 * value.length) / LEAST_RATE
      credit = Math.min(PATIENCE_MS, credit)
      yield value
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}

async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooSlow()), ms)
  })
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}
