import { type Load, type Poller, simulate, type Simulated } from '../../bench/capacity/simulate.ts'
import { SWEEP_MS } from '../../src/core/ports.ts'
import { isSqsEvent } from '../../src/lambda/sqs-batch.ts'
import type { Cloud } from './cloud.ts'

/** What the simulation says, or what was seen. */
interface Run {
  readonly invocations: number
  /** Uploads and the sweeps that come after them, by the mean of all invocations. */
  readonly messagesPerInvocation: number
  /** Until the last upload was done. */
  readonly seconds: number
}

export interface Replay {
  readonly predicted: Run
  readonly seen: Run
  /** How long invocations were at work, by how long those that there may be at once had for it: 1 where none was idle. */
  readonly utilization: number
}

/** How many originals of a batch are at work at once: `AT_ONCE` of the function's batch. */
const TOGETHER = 2

/**
 * Uploads all at once, with the bundled functions and with S3 and SQS over HTTP, beside what the simulation makes of it.
 * The sweeps use hardly any CPU, so they tell how long an answer takes here. With that, and the CPU time of an upload, the
 * simulation says of the uploads what it would say of them on AWS with the figures of AWS.
 *
 * @param cpuMs of an upload on one core of this machine
 */
export async function replayBurst(
  cloud: Cloud,
  picture: Uint8Array,
  uploads: number,
  cpuMs: number,
  answers: Load['answers'],
): Promise<Replay> {
  cloud.events.hold()
  for (let index = 0; index < uploads; index += 1) await cloud.originals.put(`photos/${index}.jpg`, picture)
  cloud.events.release()
  const burst = await watch(cloud, () => cloud.settle())
  const sweeps = await watch(cloud, () => cloud.advance(SWEEP_MS))
  const poller = { ...cloud.stack().reading, together: TOGETHER }
  const answerMs = (TOGETHER * sweeps.busyMs) / (sweeps.messages * answers.sweep)
  const load: Load = { cpuMs: () => cpuMs, answerMs: () => answerMs, answers, sweepMs: SWEEP_MS }
  const atOnce = Array.from({ length: uploads }, () => 0)
  return {
    predicted: runOf(simulate(atOnce, poller, load), uploads),
    seen: {
      invocations: burst.invocations + sweeps.invocations,
      messagesPerInvocation: (burst.messages + sweeps.messages) / (burst.invocations + sweeps.invocations),
      seconds: burst.wallMs / 1000,
    },
    utilization: burst.busyMs / (poller.most * burst.wallMs),
  }
}

/** Uploads one picture after another, so many seconds apart in the virtual time: how messages come together in batches. */
export async function replaySteady(
  cloud: Cloud,
  picture: Uint8Array,
  uploads: number,
  secondsApart: number,
): Promise<Omit<Replay, 'utilization'>> {
  const { wallMs, ...watched } = await watch(cloud, async () => {
    for (let index = 0; index < uploads; index += 1) {
      await cloud.originals.put(`photos/steady-${index}.jpg`, picture)
      await cloud.advance(secondsApart * 1000)
    }
    await cloud.advance(SWEEP_MS)
  })
  const poller: Poller = { ...cloud.stack().reading, together: TOGETHER }
  const nothing: Load = { cpuMs: () => 0, answerMs: () => 0, answers: { upload: 0, sweep: 0 }, sweepMs: SWEEP_MS }
  const arrivals = Array.from({ length: uploads }, (_, index) => index * secondsApart * 1000)
  const { invocations, messages } = watched
  return {
    predicted: runOf(simulate(arrivals, poller, nothing), uploads),
    seen: { invocations, messagesPerInvocation: messages / invocations, seconds: wallMs / 1000 },
  }
}

function runOf({ invocations, done }: Simulated, uploads: number): Run {
  return { invocations, messagesPerInvocation: (2 * uploads) / invocations, seconds: done * 60 }
}

/** What the function behind the queue was given in the meantime. */
async function watch(cloud: Cloud, work: () => Promise<void>) {
  const { given } = cloud.stack().reconcile
  const [before, begun] = [given.length, performance.now()]
  await work()
  const own = given.slice(before)
  return {
    wallMs: performance.now() - begun,
    busyMs: own.reduce((sum, { ms = 0 }) => sum + ms, 0),
    invocations: own.length,
    messages: own.reduce((sum, { event }) => sum + (isSqsEvent(event) ? event.Records.length : 0), 0),
  }
}
