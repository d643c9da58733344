import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { reconcile } from '../../../src/core/reconcile.ts'
import { Unjudged } from '../../../src/errors.ts'
import { createLocalQueue } from '../../../src/local/work/queue.ts'
import { createWaitingOriginals } from '../../../src/local/health/waiting.ts'
import { createRefusalRate } from '../../../src/local/health/notes.ts'
import { createConsoleLog } from '../../../src/local/telemetry/console-log.ts'
import { createConsumer } from '../../../src/local/work/consumer.ts'
import { type End, ending } from '../../endings.ts'
import { jpegOf } from '../../image/pictures.ts'
import { allClosed, createWorld, keysOf, upload } from '../../world.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())
afterEach(allClosed)

/** The queue with its consumer, over a machine on which so many tries end, and what it prints. */
async function starved(tries: number) {
  const world = createWorld()
  await upload(world.originals, 'boat.jpg', await jpegOf(40, 40))
  const ends = Array.from({ length: tries }, (): End => ({ at: 'open', ending: 'time', wasFed: false }))
  const { openPicture, efforts } = ending(...ends)
  const printed: string[] = []
  const log = createConsoleLog({ write: (line) => printed.push(line), isTTY: false })
  const consumer = createConsumer({
    reconcile: (message) => reconcile({ ...world, openPicture }, message),
    changed: () => {},
    report: log.report,
    index: null,
    measures: undefined,
    refusals: createRefusalRate(),
    waiting: createWaitingOriginals(() => {}),
  })
  const queue = createLocalQueue({ atOnce: 1, ...consumer })
  return { world, queue, efforts, printed }
}

describe('what cannot be judged', () => {
  it('is tried again until it can be, and the operator is told once', async () => {
    const { world, queue, efforts, printed } = await starved(6)
    await queue.send({ key: 'boat.jpg' })
    await queue.idle()
    for (const delay of [500, 1000, 2000]) {
      expect(await keysOf(world.processed)).toEqual([])
      await vi.advanceTimersByTimeAsync(delay)
      await queue.idle()
    }
    expect(await keysOf(world.processed)).toHaveLength(7)
    expect([efforts.length, await keysOf(world.errors)]).toEqual([7, []])
    expect(printed).toEqual([
      'sizewright: boat.jpg: it could not be decoded just now, and is tried again: it ended: time\n',
    ])
  })

  it('is told again when it happens anew, and hides no other fault', async () => {
    const printed: string[] = []
    const consumer = createConsumer({
      reconcile: async () => ({
        rendered: ['large'],
        removed: [],
        hasPurged: false,
        refused: null,
        isWaiting: false,
        settled: null,
      }),
      changed: () => {},
      report: (fault, key) => void printed.push(`${key}: ${String(fault)}`),
      index: null,
      measures: undefined,
      refusals: createRefusalRate(),
      waiting: createWaitingOriginals(() => {}),
    })
    const fail = (fault: Error) => consumer.report(fault, 'pier.jpg')
    fail(new Unjudged('death', false, 'it died'))
    fail(new Unjudged('time', false, 'it was slow'))
    fail(new Error('the disk is full'))
    await consumer.run({ key: 'pier.jpg', isRedelivered: true })
    fail(new Unjudged('time', false, 'it was slow'))
    expect(printed).toEqual([
      'pier.jpg: it could not be decoded just now, and is tried again: it died',
      'pier.jpg: Error: the disk is full',
      'pier.jpg: it could not be decoded just now, and is tried again: it was slow',
    ])
  })
})

describe('refusals', () => {
  const noted = (made: number, refused: number) => {
    const refusals = createRefusalRate()
    for (let time = 0; time < made; time += 1) refusals.note(false)
    for (let time = 0; time < refused; time += 1) refusals.note(true)
    return refusals
  }

  it.each([
    [0, 9],
    [100, 20],
    [1740, 25],
  ])('of so many that were made, %i, and so few that were not, %i, are nothing to tell', (made, refused) => {
    expect(noted(made, refused).notes()).toEqual([])
  })

  it('that jump are told for ten minutes', async () => {
    const refusals = noted(30, 12)
    expect(refusals.notes()).toEqual(['12 of 42 originals of the last 10 minutes were refused'])
    await vi.advanceTimersByTimeAsync(8 * 60_000)
    expect(refusals.notes()).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(3 * 60_000)
    expect(refusals.notes()).toEqual([])
  })
})

it('what waits for a restore is counted and noted, and the operator is told of the first', async () => {
  let isWaiting = true
  const told: string[] = []
  const waiting = createWaitingOriginals((message, key) => void told.push(`${key}: ${message}`))
  const refused: string[] = []
  const consumer = createConsumer({
    reconcile: async () => ({ rendered: [], removed: [], hasPurged: false, refused: null, isWaiting, settled: null }),
    changed: () => expect.fail('nothing has changed'),
    report: (fault) => expect.fail(String(fault)),
    index: null,
    measures: { refusedInAdvance: (reason) => void refused.push(reason) },
    refusals: createRefusalRate(),
    waiting,
  })
  for (const key of ['boat.jpg', 'pier.jpg', 'boat.jpg']) await consumer.run({ key, isRedelivered: false })
  expect(told).toEqual([expect.stringMatching(/^boat.jpg: it is archived/)])
  expect(refused).toEqual(['archived', 'archived', 'archived'])
  expect(waiting.notes()).toEqual([expect.stringMatching(/^2 originals are archived/)])
  isWaiting = false
  for (const key of ['boat.jpg', 'pier.jpg']) await consumer.run({ key, isRedelivered: false })
  expect(waiting.notes()).toEqual([])
})
