/** How Lambda takes messages from the queue. */
export interface Poller {
  /** Messages that one invocation gets at most. */
  readonly batch: number
  /** Invocations at once at most. */
  readonly most: number
  /** How many originals of a batch are at work at once, of which one is decoded. */
  readonly together: number
}

/** What a message costs, drawn at random for each. */
export interface Load {
  /** Draws the CPU time of an upload's run on one core, in ms. */
  cpuMs(random: () => number): number
  /** Draws one answer of S3's, in ms. */
  answerMs(random: () => number): number
  /** Answers that a run waits for one after another: with what it reads and writes, and where it finds nothing to do. */
  readonly answers: { readonly upload: number; readonly sweep: number }
  /** Until the sweep that each upload asks for is due, in ms. */
  readonly sweepMs: number
}

/** How things stood at one moment. */
interface Sample {
  readonly minute: number
  /** Messages that are due and not taken up yet. */
  readonly waiting: number
  readonly invocations: number
  /** Age of the oldest message that waits, in minutes. */
  readonly oldest: number
}

export interface Simulated {
  readonly samples: readonly Sample[]
  /** When the last upload was done, in minutes from the beginning. */
  readonly done: number
  /** The oldest that a message ever was before it was taken up, in minutes. */
  readonly oldest: number
}

/**
 * A queue with a backlog: Lambda reads a standard queue with five invocations at first, and with 300 more each minute.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const FIRST = 5
const MORE_PER_MS = 300 / 60_000

const MINUTE = 60_000
/** How far the clock moves at a time, in ms. */
const STEP = 50

/** A message in the queue. */
interface Waiting {
  readonly due: number
  readonly kind: 'upload' | 'sweep'
}

/**
 * Lets uploads come in and counts, message by message, when they are done: a simulation with discrete events.
 *
 * @param arrivals when each upload comes in, in ms, ascending
 */
export function simulate(arrivals: readonly number[], poller: Poller, load: Load, seed = 1): Simulated {
  const random = createRandom(seed)
  const sweeps: Waiting[] = [] // nearly in the order in which they are due, as each is due equally long after its upload
  const ends: number[] = [] // of the invocations at work
  const samples: Sample[] = []
  let next = 0 // of the arrivals
  let nextSweep = 0
  let now = 0
  let done = 0
  let oldest = 0

  const isLeft = () => next < arrivals.length || nextSweep < sweeps.length || ends.length > 0
  const firstDue = () => Math.min(arrivals[next] ?? Infinity, sweeps[nextSweep]?.due ?? Infinity)

  function take(): Waiting {
    const upload = arrivals[next] ?? Infinity
    if (upload <= (sweeps[nextSweep]?.due ?? Infinity)) {
      next += 1
      return { due: upload, kind: 'upload' }
    }
    nextSweep += 1
    return sweeps[nextSweep - 1]!
  }

  function invoke(): void {
    const messages: Waiting[] = []
    while (messages.length < poller.batch && firstDue() <= now) messages.push(take())
    const end = now + durationOf(messages)
    for (const { due, kind } of messages) {
      oldest = Math.max(oldest, now - due)
      if (kind === 'sweep') continue
      done = Math.max(done, end)
      sweeps.push({ due: end + load.sweepMs, kind: 'sweep' })
    }
    ends.push(end)
  }

  /** One original is decoded at a time; while it is, others are fetched and stored. */
  function durationOf(messages: readonly Waiting[]): number {
    let cpu = 0
    let wait = 0
    for (const { kind } of messages) {
      if (kind === 'upload') cpu += load.cpuMs(random)
      for (let i = 0; i < load.answers[kind]; i += 1) wait += load.answerMs(random)
    }
    return Math.max(cpu + wait / messages.length, (cpu + wait) / poller.together)
  }

  function backlog(): number {
    let count = 0
    for (let i = next; i < arrivals.length && arrivals[i]! <= now; i += 1) count += 1
    for (let i = nextSweep; i < sweeps.length && sweeps[i]!.due <= now; i += 1) count += 1
    return count
  }

  while (isLeft()) {
    for (let i = ends.length - 1; i >= 0; i -= 1) if (ends[i]! <= now) ends.splice(i, 1)
    const allowed = Math.min(poller.most, Math.floor(FIRST + MORE_PER_MS * now))
    while (ends.length < allowed && firstDue() <= now) invoke()
    if (now >= samples.length * MINUTE) {
      const age = firstDue() <= now ? (now - firstDue()) / MINUTE : 0
      samples.push({ minute: samples.length, waiting: backlog(), invocations: ends.length, oldest: age })
    }
    now += STEP
  }
  return { samples, done: done / MINUTE, oldest: oldest / MINUTE }
}

/** Random numbers from 0 to 1 that are the same each time (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
