import { expect, it } from 'vitest'
import { createBroadcast } from '../../../src/local/gallery/live/broadcast.ts'

/** A broadcast whose pauses end when the test says so, and what it was asked and told. */
function broadcasting(options: { heartbeatMs?: number } = {}) {
  const pauses: { ms: number; end: () => void }[] = []
  const faults: unknown[] = []
  const now = { state: 0 as number | Error, looks: 0 }
  const broadcast = createBroadcast({
    ...options,
    async state() {
      now.looks += 1
      if (typeof now.state !== 'number') throw now.state
      return { version: now.state }
    },
    report: (fault) => faults.push(fault),
    pause: (ms) => new Promise((resolve) => pauses.push({ ms, end: resolve })),
  })
  /** Lets the pause end that is going on, and returns when the next one has begun. */
  async function look(): Promise<void> {
    await settled()
    const { length } = pauses
    pauses.at(-1)?.end()
    await settled()
    expect(pauses.length).toBe(length + 1)
  }
  return { ...broadcast, now, pauses, faults, look }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

function textsOf(body: ReadableStream<Uint8Array> | null): {
  next: () => Promise<string | undefined>
  leave: () => Promise<void>
} {
  const reader = body!.getReader()
  return {
    async next() {
      const { value } = await reader.read()
      return value === undefined ? undefined : Buffer.from(value).toString()
    },
    leave: () => reader.cancel(),
  }
}

const event = (version: number) => `event: state\ndata: {"version":${version}}\n\n`

it('begins with the state, and tells of a change twice a second at most, and of the last one always', async () => {
  const { open, now, pauses, look } = broadcasting()
  const stream = textsOf(open())
  expect([await stream.next(), await stream.next()]).toEqual(['retry: 2000\n\n', event(0)])
  for (let change = 1; change <= 100; change += 1) now.state = change
  const told = stream.next()
  await look()
  expect(await told).toBe(event(100))
  const last = stream.next()
  await look()
  await look() // nothing has changed
  now.state = 101
  await look()
  expect(await last).toBe(event(101))
  expect(new Set(pauses.map(({ ms }) => ms))).toEqual(new Set([500]))
})

it('looks only while somebody listens, and once for all of them', async () => {
  const { open, now, pauses, look } = broadcasting()
  expect(now.looks).toBe(0)
  const [first, second] = [textsOf(open()), textsOf(open())]
  await first.next()
  await second.next()
  expect([await first.next(), await second.next(), now.looks]).toEqual([event(0), event(0), 1])
  const third = textsOf(open())
  await third.next()
  expect([await third.next(), now.looks]).toEqual([event(0), 1])
  for (const { leave } of [first, second, third]) await leave()
  pauses.at(-1)?.end()
  await settled()
  expect([now.looks, pauses.length]).toEqual([1, 1])
  now.state = 5
  const fourth = textsOf(open())
  await fourth.next()
  expect([await fourth.next(), now.looks]).toEqual([event(5), 2])
  await look()
})

it('keeps no more than the newest state for a reader who is behind', async () => {
  const { open, now, look } = broadcasting({ heartbeatMs: 0 })
  const body = open()
  for (let change = 1; change <= 1000; change += 1) {
    now.state = change
    await look()
  }
  const late = textsOf(body)
  expect([await late.next(), await late.next()]).toEqual(['retry: 2000\n\n', event(1000)])
})

it('shows that it lives while nothing changes', async () => {
  const { open, look } = broadcasting({ heartbeatMs: 0 })
  const stream = textsOf(open())
  expect([await stream.next(), await stream.next()]).toEqual(['retry: 2000\n\n', event(0)])
  await look()
  expect(await stream.next()).toBe(':\n\n')
})

it('has places for 64, which are free again when they are left, and none when it is over', async () => {
  const { open, close } = broadcasting()
  const streams = Array.from({ length: 64 }, () => textsOf(open()))
  expect(open()).toBe(null)
  await streams[0]!.leave()
  const last = textsOf(open())
  expect(open()).toBe(null)
  await last.next()
  await last.next()
  close()
  expect([await last.next(), open()]).toEqual([undefined, null])
})

it('reports once that it cannot tell, and goes on', async () => {
  const { open, now, faults, look } = broadcasting()
  now.state = new Error('away')
  const stream = textsOf(open())
  await stream.next()
  const told = stream.next()
  await look()
  await look()
  now.state = 1
  await look()
  expect([await told, faults]).toEqual([event(1), [new Error('away')]])
})
