import { expect, it } from 'vitest'
import { ANSWERS } from '../../bench/capacity/load.ts'
import { countUpload } from '../../bench/cost/count.ts'
import { jpegOf } from '../image/pictures.ts'
import { replayBurst, replaySteady } from './replay.ts'
import { useCloud } from './use.ts'

const start = useCloud()

/**
 * How far the time may be off, either way. Machines are shared and noisy, and here all invocations, their decoders and S3
 * share what cores there are: only the order of magnitude can be held.
 */
const WIDE = 10

it('a burst goes through the functions as the simulation says: batches, messages in each, and about how long', async () => {
  const picture = await jpegOf(800, 600)
  const { cpuMs } = await countUpload(picture, {})
  const cloud = await start()
  const { predicted, seen, utilization } = await replayBurst(cloud, picture, 100, cpuMs, ANSWERS)
  expect(seen.invocations).toBe(predicted.invocations)
  expect(seen.messagesPerInvocation).toBe(predicted.messagesPerInvocation)
  expect(seen.seconds / predicted.seconds).toBeGreaterThan(1 / WIDE)
  expect(seen.seconds / predicted.seconds).toBeLessThan(WIDE)
  // While there is a backlog, no invocation is idle.
  expect(utilization).toBeGreaterThan(0.7)
  expect(cloud.stack().queue.bodies()).toEqual([])
  expect(cloud.stack().deadLetters.bodies()).toEqual([])
})

it('uploads one after another come alone, and so do their sweeps', async () => {
  const cloud = await start()
  const { predicted, seen } = await replaySteady(cloud, await jpegOf(80, 60), 30, 1)
  expect(seen.invocations).toBe(predicted.invocations)
  expect(seen.messagesPerInvocation).toBe(1)
})
