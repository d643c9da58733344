import { PURGE_TRIES } from '../../src/lambda/invalidation.ts'
import { createEdge, type EdgeLimits } from './edge.ts'
import { createRandom } from './random.ts'
import { createWaiting, type Message } from './waiting.ts'

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
  readonly cpuMs: (random: () => number) => number
  /** Draws one answer of S3's, in ms. */
  readonly answerMs: (random: () => number) => number
  /** Answers that a run waits for one after another: with what it reads and writes, and where it finds nothing to do. */
  readonly answers: { readonly upload: number; readonly sweep: number }
  /** Until the sweep that each upload asks for is due, in ms. */
  readonly sweepMs: number
  /** Where the uploads are overwrites, which are purged, and purged again by their sweeps. */
  readonly overwrites?: Overwrites
}

interface Overwrites {
  readonly edge: EdgeLimits
  /** In s: how long a message waits that has failed so many times. */
  readonly backoff: (receives: number, random: number) => number
  /** After so many receives in vain a message is a dead letter. */
  readonly receives: number
  /** Which share of the uploads are overwrites, from 0 to 1; the others are new originals. */
  readonly share: number
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
  /** When the last upload was done, purged where it is to be, in minutes from the beginning. */
  readonly done: number
  /** How long a message that is received for the first time ever waited for that, in minutes. */
  readonly oldest: number
  readonly invocations: number
  /** Calls of CloudFront's, those that it refused, and messages that became dead letters. */
  readonly calls: number
  readonly refused: number
  readonly dead: number
  /** How long it took from an overwrite to its first purge: the 99th percentile, in minutes. */
  readonly stale: number
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
/** Where a call is throttled, the function pauses for 0 ms to this (lambda/purge-retry.ts) before the second try, to twice this before the third, and so on. */
const PAUSE = 500

/** An invocation: when it next does something, and the purges that it still has to ask for, each for some messages. */
interface Invocation {
  end: number
  purges: (readonly Message[])[]
  tries: number
}

/**
 * Lets uploads come in and counts, message by message, when they are done: a simulation with discrete events.
 *
 * @param arrivals when each upload comes in, in ms
 */
export function simulate(arrivals: readonly number[], poller: Poller, load: Load, seed = 1): Simulated {
  const random = createRandom(seed)
  const { overwrites } = load
  const edge = overwrites && createEdge(overwrites.edge, random)
  const waiting = createWaiting()
  for (const due of arrivals) {
    const purges = overwrites !== undefined && random() < overwrites.share
    waiting.push({ kind: 'upload', due, since: due, receives: 0, purges })
  }
  const samples: Sample[] = []
  const stale: number[] = []
  const counts = { invocations: 0, calls: 0, refused: 0, dead: 0 }
  let atWork: Invocation[] = []
  let [now, done, oldest] = [0, 0, 0]

  function invoke(): void {
    const messages: Message[] = []
    while (messages.length < poller.batch && waiting.firstDue() <= now) {
      const { receives, ...message } = waiting.take()
      messages.push({ ...message, receives: receives + 1 })
    }
    const end = now + durationOf(messages)
    for (const { due, kind, receives, purges } of messages) {
      if (receives === 1) oldest = Math.max(oldest, now - due)
      if (kind === 'sweep') continue
      // A run that finds everything done asks for a sweep as well, but not for one that purges.
      const sweep = end + load.sweepMs
      waiting.push({ kind: 'sweep', due: sweep, since: sweep, receives: 0, purges: purges && receives === 1 })
    }
    counts.invocations += 1
    atWork.push({ end, purges: purgesOf(messages), tries: 0 })
    for (const { kind, purges } of messages) if (kind === 'upload' && !purges) done = Math.max(done, end)
  }

  /** One original is decoded at a time; while it is, others are fetched and stored. */
  function durationOf(messages: readonly Message[]): number {
    let cpu = 0
    let wait = 0
    for (const { kind, receives } of messages) {
      const isNew = kind === 'upload' && receives === 1
      if (isNew) cpu += load.cpuMs(random)
      const answers = load.answers[isNew ? 'upload' : 'sweep']
      for (let i = 0; i < answers; i += 1) wait += load.answerMs(random)
    }
    return Math.max(cpu + wait / messages.length, (cpu + wait) / poller.together)
  }

  /** Goes on with an invocation, and returns whether it is over. */
  function proceed(one: Invocation): boolean {
    for (let [messages] = one.purges; messages !== undefined; [messages] = one.purges) {
      const answer = edge?.invalidate(now, messages.length) ?? 'accepted'
      counts.calls += 1
      counts.refused += Number(answer !== 'accepted')
      one.tries += 1
      if (answer === 'throttled' && one.tries < PURGE_TRIES) {
        one.end = now + random() * PAUSE * 2 ** (one.tries - 1)
        return false
      }
      for (const message of messages) (answer === 'accepted' ? settle : fail)(message)
      one.purges = one.purges.slice(1)
      one.tries = 0
    }
    return true
  }

  function settle({ kind, since }: Message): void {
    if (kind === 'sweep') return
    stale.push(now - since)
    done = Math.max(done, now)
  }

  function fail(message: Message): void {
    const { backoff, receives } = overwrites!
    if (message.receives >= receives) counts.dead += 1
    else waiting.push({ ...message, due: now + 1000 * backoff(message.receives, random()) })
  }

  while (waiting.firstDue() < Infinity || atWork.length > 0) {
    atWork = atWork.filter((one) => one.end > now || !proceed(one))
    const allowed = Math.min(poller.most, Math.floor(FIRST + MORE_PER_MS * now))
    while (atWork.length < allowed && waiting.firstDue() <= now) invoke()
    if (now >= samples.length * MINUTE) {
      const age = Math.max(0, now - waiting.firstDue()) / MINUTE
      samples.push({ minute: samples.length, waiting: waiting.countDue(now), invocations: atWork.length, oldest: age })
    }
    now += STEP
  }
  stale.sort((a, b) => a - b)
  const late = stale[Math.floor(0.99 * stale.length)] ?? 0
  return { samples, done: done / MINUTE, oldest: oldest / MINUTE, ...counts, stale: late / MINUTE }
}

/** The messages that are received for the first time are purged with one call, and all others with another. */
function purgesOf(messages: readonly Message[]): (readonly Message[])[] {
  const fresh = messages.filter(({ receives, purges }) => receives === 1 && purges)
  const again = messages.filter(({ receives }) => receives > 1)
  return [fresh, again].filter(({ length }) => length > 0)
}
