import { describe, expect, it } from 'vitest'
import { loadOf } from '../../bench/capacity/load.ts'
import { type Load, simulate } from '../../bench/capacity/simulate.ts'
import { queueReading } from '../../bench/capacity/template.ts'
import { UPLOADS_A_MINUTE } from '../../src/config/concurrency.ts'

const load: Load = { cpuMs: () => 1000, answerMs: () => 0, answers: { upload: 0, sweep: 0 }, sweepMs: 240_000 }
const poller = { batch: 5, most: 1, together: 2 }
const atOnce = (count: number) => Array.from({ length: count }, () => 0)

describe('the simulation of the queue', () => {
  it('does the batches of one invocation one after another, one photo after another', () => {
    const { done, oldest } = simulate(atOnce(10), poller, load)
    expect(done * 60).toBeCloseTo(10, 1)
    expect(oldest * 60).toBeCloseTo(5, 1)
  })

  it('waits for the answers of two originals at a time', () => {
    const waiting = { ...load, cpuMs: () => 0, answerMs: () => 100, answers: { upload: 10, sweep: 0 } }
    expect(simulate(atOnce(4), { ...poller, batch: 4 }, waiting).done * 60).toBeCloseTo(2, 1)
  })

  it('begins with five invocations, and has 300 more a minute', () => {
    const long = { ...load, cpuMs: () => 600_000 }
    const { samples } = simulate(atOnce(2000), { batch: 1, most: 1000, together: 2 }, long)
    expect(samples.slice(0, 5).map(({ invocations }) => invocations)).toEqual([5, 305, 605, 905, 1000])
    expect(samples[1]?.waiting).toBe(2000 - 305)
  })

  it('counts the sweeps, which come four minutes later', () => {
    const { samples, done } = simulate([0], poller, {
      ...load,
      answerMs: () => 30_000,
      answers: { upload: 0, sweep: 1 },
    })
    expect(done * 60).toBeCloseTo(1, 1)
    expect(samples.length).toBe(5)
  })

  it('gives the same for the same seed', () => {
    const noisy = { ...load, cpuMs: (random: () => number) => 1000 * random() }
    expect(simulate(atOnce(50), poller, noisy, 7)).toEqual(simulate(atOnce(50), poller, noisy, 7))
    expect(simulate(atOnce(50), poller, noisy, 8).done).not.toBe(simulate(atOnce(50), poller, noisy, 7).done)
  })
})

describe('the simulation of overwrites', () => {
  const edge = { inProgress: 3000, callsPerSecond: 1e6, lastsMs: () => 60_000 }
  const overwriting = (limits: Partial<typeof edge>): Load => ({
    ...load,
    cpuMs: () => 100,
    overwrites: { edge: { ...edge, ...limits }, backoff: () => 30, receives: 3, share: 1 },
  })

  it('purges a batch with one call, and its sweeps with another', () => {
    const { calls, refused, invocations } = simulate(atOnce(10), poller, overwriting({}))
    expect([calls, refused, invocations]).toEqual([4, 0, 4])
  })

  it('has what is refused come back, with one call for a batch, until something is free', () => {
    const { calls, refused, dead, stale } = simulate(atOnce(10), poller, overwriting({ inProgress: 5 }))
    // The second batch comes again 30 s later, and once more, and so do its sweeps.
    expect([calls, refused, dead]).toEqual([8, 4, 0])
    expect(stale * 60).toBeCloseTo(61, 0)
  })

  it('counts what becomes a dead letter', () => {
    const { dead, calls } = simulate(atOnce(5), poller, overwriting({ inProgress: 0 }))
    expect([dead, calls]).toEqual([10, 6])
  })

  it('waits where there are too many calls, five times', () => {
    const { calls, refused, dead } = simulate(
      atOnce(5),
      { ...poller, batch: 1, most: 5 },
      overwriting({ callsPerSecond: 1 }),
    )
    expect(dead).toBe(0)
    expect(calls - refused).toBeGreaterThanOrEqual(10)
    expect(refused).toBeGreaterThan(0)
  })
})

it('what the template says is read off it', () => {
  expect(queueReading(undefined)).toEqual({ batch: 5, most: 2 })
  expect(queueReading(1000)).toEqual({ batch: 5, most: 250 })
})

it('what `check --account` says of a batch is what the simulation gives, for the CPU times of docs/operating.md', () => {
  const uploads = 4000
  const { batch, most } = queueReading(undefined)
  const { done } = simulate(atOnce(uploads), { batch, most, together: 2 }, loadOf([178, 252]))
  expect(uploads / done / most / UPLOADS_A_MINUTE).toBeCloseTo(1, 1)
})
