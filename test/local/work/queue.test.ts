import { AsyncLocalStorage } from 'node:async_hooks'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Message } from '../../../src/core/ports.ts'
import { createLocalQueue } from '../../../src/local/work/queue.ts'

type Run = Message & { isRedelivered: boolean }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A queue whose runs last until they are let go. */
function held(atOnce = 2, isSlow: (fault: unknown) => boolean = () => false) {
  const begun: Run[] = []
  const ends: { end: () => void; fail: (fault: Error) => void }[] = []
  const faults: unknown[] = []
  const queue = createLocalQueue({
    atOnce,
    report: (fault) => faults.push(fault),
    isSlow,
    run: (message) => {
      begun.push(message)
      return new Promise<void>((end, fail) => ends.push({ end, fail }))
    },
  })
  return { queue, begun, ends, faults }
}

it('works on so many keys at once and on the rest in turn', async () => {
  const { queue, begun, ends } = held(2)
  for (const key of ['a', 'b', 'c']) await queue.send({ key })
  expect(begun.map(({ key }) => key)).toEqual(['a', 'b'])
  ends[0]!.end()
  await vi.advanceTimersByTimeAsync(0)
  expect(begun.map(({ key }) => key)).toEqual(['a', 'b', 'c'])
})

it('works on one key once at a time, and once for all messages that came meanwhile', async () => {
  const { queue, begun, ends } = held(4)
  for (let time = 0; time < 4; time += 1) await queue.send({ key: 'a' })
  expect(begun.length).toBe(1)
  ends[0]!.end()
  await vi.advanceTimersByTimeAsync(0)
  expect(begun.length).toBe(2)
  ends[1]!.end()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(begun.length).toBe(2)
})

it('owes a purge and a sweep to messages that became one', async () => {
  const { queue, begun, ends } = held(1)
  await queue.send({ key: 'other' })
  await queue.send({ key: 'a', sweep: true, purge: true })
  await queue.send({ key: 'a' })
  ends[0]!.end()
  await vi.advanceTimersByTimeAsync(0)
  expect(begun[1]).toEqual({ key: 'a', purge: true, isRedelivered: false })
})

it('delivers what is due later when it is due', async () => {
  const { queue, begun } = held()
  await queue.send({ key: 'a', sweep: true }, 240_000)
  await vi.advanceTimersByTimeAsync(239_000)
  expect(begun).toEqual([])
  await vi.advanceTimersByTimeAsync(1000)
  expect(begun).toEqual([{ key: 'a', sweep: true, isRedelivered: false }])
})

it('delivers again what failed, ever more slowly, says so, and never gives up', async () => {
  const { queue, begun, ends, faults } = held()
  await queue.send({ key: 'a' })
  for (let failure = 0; failure < 20; failure += 1) {
    ends[failure]!.fail(new Error('disk full'))
    await vi.advanceTimersByTimeAsync(60_000)
  }
  expect(begun.length).toBe(21)
  expect(begun.slice(0, 2).map(({ isRedelivered }) => isRedelivered)).toEqual([false, true])
  expect(faults.length).toBe(20)
})

it('is idle when nothing is due, and closes when what is under way is done', async () => {
  const { queue, begun, ends } = held(1)
  await queue.send({ key: 'a' })
  await queue.send({ key: 'b' })
  await queue.send({ key: 'c', sweep: true }, 1000)
  let state = 'busy'
  void queue.idle().then(() => (state = 'idle'))
  ends[0]!.end()
  await vi.advanceTimersByTimeAsync(0)
  expect([state, queue.size()]).toEqual(['busy', 1])
  ends[1]!.end()
  await vi.advanceTimersByTimeAsync(0)
  expect([state, queue.size()]).toEqual(['idle', 0])
  await queue.send({ key: 'd' })
  void queue.close().then(() => (state = 'closed'))
  await vi.advanceTimersByTimeAsync(0)
  expect(state).toBe('idle')
  ends[2]!.end()
  await vi.advanceTimersByTimeAsync(5000)
  expect([state, begun.length]).toEqual(['closed', 3])
})

it('is idle when it is closed over what still waits', async () => {
  const { queue, begun, ends } = held(1)
  await queue.send({ key: 'a' })
  await queue.send({ key: 'b' })
  let isIdle = false
  void queue.idle().then(() => (isIdle = true))
  void queue.close()
  await vi.advanceTimersByTimeAsync(0)
  expect(isIdle).toBe(false)
  ends[0]!.end()
  await vi.advanceTimersByTimeAsync(0)
  expect([isIdle, begun.length]).toEqual([true, 1])
})

it('knows what waits, what runs, what failed, and since when', async () => {
  const { queue, ends } = held(1)
  await queue.send({ key: 'a' })
  await vi.advanceTimersByTimeAsync(1000)
  await queue.send({ key: 'b' })
  await queue.send({ key: 'due later', sweep: true }, 240_000)
  expect(queue.state()).toEqual({ waiting: 1, running: 1, failed: 0, oldest: 1000 })
  ends[0]!.fail(new Error('the disk is full'))
  await vi.advanceTimersByTimeAsync(100)
  expect(queue.state()).toEqual({ waiting: 0, running: 1, failed: 1, oldest: 1100 })
  ends[1]!.end()
  await vi.advanceTimersByTimeAsync(500)
  expect(queue.state()).toEqual({ waiting: 0, running: 1, failed: 0, oldest: 1600 })
  ends[2]!.end()
  await vi.advanceTimersByTimeAsync(0)
  expect(queue.state()).toEqual({ waiting: 0, running: 0, failed: 0, oldest: 0 })
})

it('runs nothing in the name of the request that asked for it', async () => {
  const request = new AsyncLocalStorage<string>()
  const seen: unknown[] = []
  const queue = createLocalQueue({ atOnce: 1, report: () => {}, run: async () => void seen.push(request.getStore()) })
  await request.run('a request', async () => {
    await queue.send({ key: 'a' })
    await queue.send({ key: 'b' })
  })
  await queue.idle()
  expect(seen).toEqual([undefined, undefined])
})

it('repeats what may take long behind all others, one at a time', async () => {
  const { queue, begun, ends } = held(2, (fault) => fault instanceof RangeError)
  for (const key of ['a', 'b']) await queue.send({ key })
  for (const { fail } of ends) fail(new RangeError('slow'))
  await vi.advanceTimersByTimeAsync(0)
  for (const key of ['c', 'd', 'e']) await queue.send({ key })
  await vi.advanceTimersByTimeAsync(1000) // both are due again
  expect(begun.slice(2).map(({ key }) => key)).toEqual(['c', 'd'])
  for (const { end } of ends.slice(2)) end()
  await vi.advanceTimersByTimeAsync(0)
  expect(begun.slice(4).map(({ key }) => key)).toEqual(['e', 'a'])
  ends[4]!.end()
  await vi.advanceTimersByTimeAsync(0)
  expect(begun).toHaveLength(6) // one place is free, and for others
  await queue.send({ key: 'f' })
  expect(begun.at(-1)!.key).toBe('f')
  ends[5]!.end()
  await vi.advanceTimersByTimeAsync(0)
  expect(begun.at(-1)).toMatchObject({ key: 'b', isRedelivered: true })
})
