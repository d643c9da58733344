import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sharp } from '../../src/image/sharp.ts'
import { startCloud } from '../../test/cloud/cloud.ts'
import { first } from '../../test/cloud/configs.ts'
import { replayBurst, replaySteady } from '../../test/cloud/replay.ts'
import { synthesize } from '../../test/cloud/synthesize.ts'
import { countUpload } from '../cost/count.ts'
import { ANSWERS } from './load.ts'

/** A hundredth of 100,000 at once and of 6,000 a minute, for two minutes, with a hundredth of 200 batches at once. */
const BURST = 1000
const STEADY = { uploads: 120, secondsApart: 1 }
const AT_ONCE = 2

/** In pixels: small, since all of the invocations and S3 share the cores of this machine. */
const PICTURE = { width: 400, height: 300 }

/** Replays a hundredth of what is simulated with the bundled functions, and prints it beside what is simulated of it. */
export async function replay(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sizewright-replay-'))
  const assembly = synthesize(folder, { config: first, reconcileConcurrency: AT_ONCE })
  const cloud = await startCloud(assembly)
  try {
    await cloud.settle()
    const picture = await draw()
    await countUpload(picture, {}) // what is loaded and compiled at first is not counted
    const { cpuMs } = await countUpload(picture, {})
    const steady = await replaySteady(cloud, picture, STEADY.uploads, STEADY.secondsApart)
    const burst = await replayBurst(cloud, picture, BURST, cpuMs, ANSWERS)
    print(`${STEADY.uploads} uploads, one a second`, steady.predicted.invocations, steady.seen.invocations)
    print(`${BURST} uploads at once, invocations`, burst.predicted.invocations, burst.seen.invocations)
    print('messages in each', burst.predicted.messagesPerInvocation, burst.seen.messagesPerInvocation)
    print('uploads done after, in s', burst.predicted.seconds, burst.seen.seconds)
    console.log(`invocations were at work for ${(100 * burst.utilization).toFixed(0)} % of the time that they had`)
    console.log(`an upload takes ${cpuMs.toFixed(0)} ms of CPU here; dead letters: ${deadLettersOf(cloud)}`)
  } finally {
    await cloud.close()
    await rm(folder, { recursive: true })
  }
}

function draw(): Promise<Buffer> {
  const { width, height } = PICTURE
  const noise = { type: 'gaussian', mean: 128, sigma: 30 } as const
  return sharp({ create: { width, height, channels: 3, background: 'gray', noise } })
    .jpeg()
    .toBuffer()
}

function deadLettersOf(cloud: Awaited<ReturnType<typeof startCloud>>): number {
  return cloud.stack().deadLetters.bodies().length
}

function print(what: string, predicted: number, seen: number): void {
  const [a, b] = [predicted, seen].map((value) => value.toFixed(value < 100 ? 1 : 0).padStart(8))
  console.log(`${what.padEnd(36)} simulated ${a}  seen ${b}`)
}
