import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { cacheTag } from '../../src/core/stored.ts'
import { Unjudged } from '../../src/errors.ts'
import type { Effort, OpenPicture } from '../../src/image/picture.ts'
import { type Delivery, reconcileBatch } from '../../src/lambda/batch.ts'
import { printPath } from '../../src/path.ts'
import { type Content, openPicture as open, original } from '../model/pictures.ts'
import { allClosed, counting, createWorld, type World } from '../world.ts'

/** Of the function's 120 s. */
const TIME = 105_000
const HANGS: Content = 'good 2'
const DIES: Content = 'good 1'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())
afterEach(allClosed)

/** A decoder that goes on for ever over some pictures, and dies of others. */
function decoder() {
  const tries: { key: string; effort: Effort; at: number; others: number }[] = []
  let inside = 0
  const openPicture: OpenPicture = async (bytes, limits, boxes, focus, effort = {}) => {
    const [content = '', key = ''] = Buffer.from(bytes).subarray(3).toString().split(' of ')
    tries.push({ key, effort, at: performance.now(), others: inside })
    inside += 1
    await new Promise((resolve) => setTimeout(resolve, content === HANGS ? effort.wallMs : 100))
    if (content === 'good 0') {
      const picture = await open(bytes, limits, boxes, focus)
      return { ...picture, close: () => void (inside -= 1) }
    }
    inside -= 1
    throw content === HANGS
      ? new Unjudged('time', false, 'it took too long')
      : new Unjudged('death', true, 'the decoder died')
  }
  return { openPicture: counting(openPicture), tries }
}

async function holding(pictures: Readonly<Record<string, Content>>): Promise<World> {
  const world = createWorld()
  for (const [key, content] of Object.entries(pictures)) {
    const { body, ...rest } = original(content)
    await world.originals.put(key, { ...rest, body: Buffer.concat([body, Buffer.from(` of ${key}`)]) }, 'absent')
  }
  return world
}

async function run(world: World, openPicture: OpenPicture, deliveries: readonly Delivery[], time = TIME) {
  const begun = performance.now()
  const counts: Record<string, number> = {}
  const telemetry = {
    count: (what: string) => void (counts[what] = (counts[what] ?? 0) + 1),
    fault: () => {},
    archived: () => {},
  }
  const running = reconcileBatch({ ...world, openPicture }, telemetry, deliveries, begun + time).then((runs) => ({
    done: [...runs.outcomes.keys()].toSorted(),
    failed: [...runs.faults.keys()].toSorted(),
    faults: runs.faults,
    took: performance.now() - begun,
    counts,
  }))
  await vi.advanceTimersByTimeAsync(10 * TIME)
  return running
}

const keyed = (...keys: string[]): Delivery[] => keys.map((key) => ({ key }))

describe('a batch', () => {
  it.each(['a.jpg', 'c.jpg', 'e.jpg'])('in which the decoder of %s never ends does all the others', async (bad) => {
    const keys = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg']
    const world = await holding(Object.fromEntries(keys.map((key) => [key, key === bad ? HANGS : 'good 0'])))
    const { failed, done, took } = await run(world, decoder().openPicture, keyed(...keys))
    expect([failed, done.length]).toEqual([[bad], 4])
    expect(took).toBeLessThanOrEqual(TIME)
    for (const key of done) expect(await world.processed.head(printPath('large', key)), key).not.toBeNull()
  })

  it('in which all but the last never end does that one, and ends in its time', async () => {
    const keys = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']
    const world = await holding({ ...Object.fromEntries(keys.map((key) => [key, HANGS])), 'e.jpg': 'good 0' })
    const { openPicture, tries } = decoder()
    const { failed, done, took } = await run(world, openPicture, keyed(...keys, 'e.jpg'))
    expect([failed, done]).toEqual([keys, ['e.jpg']])
    expect(took).toBeLessThanOrEqual(TIME)
    expect(tries.map(({ effort }) => effort.wallMs)).toEqual(Array(5).fill(TIME / 5))
  })

  it('of a rollout is larger, and one that kills its decoder is judged all the same', async () => {
    const keys = Array.from({ length: 40 }, (_, index) => `${index}.jpg`)
    const world = await holding(Object.fromEntries(keys.map((key) => [key, key === '0.jpg' ? DIES : 'good 0'])))
    const { done, counts } = await run(world, decoder().openPicture, keyed(...keys))
    expect([done.length, counts['Refused']]).toEqual([40, 1])
  })

  it('begins nothing when too little time is left, and judges nothing by that', async () => {
    const world = await holding({ 'a.jpg': 'good 0', 'b.jpg': DIES })
    const { openPicture, tries } = decoder()
    const { failed, faults } = await run(world, openPicture, keyed('a.jpg', 'b.jpg'), 4_000)
    expect([failed, tries]).toEqual([['a.jpg', 'b.jpg'], []])
    expect(faults.get('b.jpg')).toMatchObject({ name: 'Unjudged', wasFed: false })
  })

  it('decodes one at a time', async () => {
    const keys = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg']
    const world = await holding(Object.fromEntries(keys.map((key) => [key, 'good 0'])))
    const { openPicture, tries } = decoder()
    await run(world, openPicture, keyed(...keys))
    expect(tries.map(({ others }) => others)).toEqual([0, 0, 0, 0, 0])
  })

  it('judges a picture that kills its decoder at once', async () => {
    const world = await holding({ 'a.jpg': 'good 0', 'b.jpg': DIES, 'c.jpg': 'good 0' })
    const { done, counts } = await run(world, decoder().openPicture, keyed('a.jpg', 'b.jpg', 'c.jpg'))
    expect([done, counts['Refused']]).toEqual([['a.jpg', 'b.jpg', 'c.jpg'], 1])
    expect((await world.errors.head('b.jpg'))!.metadata).toMatchObject({
      reason: 'damaged',
      detail: 'the decoder died',
    })
  })
})

describe('a message that comes again', () => {
  it('is worked on last and by itself, with all the time that is left', async () => {
    const world = await holding({ 'a.jpg': HANGS, 'b.jpg': 'good 0', 'c.jpg': 'good 0' })
    const { openPicture, tries } = decoder()
    const again = { key: 'a.jpg', isRedelivered: true }
    const { failed, took } = await run(world, openPicture, [again, ...keyed('b.jpg', 'c.jpg')])
    expect(tries.map(({ key }) => key)).toEqual(['b.jpg', 'c.jpg', 'a.jpg', 'a.jpg'])
    expect(tries[0]!.effort.wallMs).toBe(50_000)
    expect(tries.slice(2).map(({ effort }) => effort)).toEqual([
      { isAlone: false, wallMs: 50_000 },
      { isAlone: true, wallMs: 54_800 }, // the others took 200 ms
    ])
    expect([failed, took]).toEqual([['a.jpg'], TIME])
  })

  it('has its purge asked for before the next of its kind is decoded, which may end the function', async () => {
    const world = await holding({ 'a.jpg': 'good 0', 'b.jpg': HANGS, 'c.jpg': 'good 0' })
    await run(world, decoder().openPicture, keyed('a.jpg', 'c.jpg'))
    const { openPicture, tries } = decoder()
    const purges: [tries: number, tags: readonly string[]][] = []
    const purge = async (tags: readonly string[]) => void purges.push([tries.length, tags])
    const again = ['a.jpg', 'b.jpg', 'c.jpg'].map((key) => ({ key, isRedelivered: true }))
    const { done, failed } = await run({ ...world, purge }, openPicture, again)
    expect([done, failed]).toEqual([['a.jpg', 'c.jpg'], ['b.jpg']])
    expect(purges).toEqual([
      [0, [cacheTag('a.jpg')]],
      [2, [cacheTag('c.jpg')]],
    ])
  })

  it('has the others stored and purged before it begins', async () => {
    const world = await holding({ 'a.jpg': 'good 0', 'b.jpg': HANGS })
    await run(world, decoder().openPicture, keyed('a.jpg'))
    const { openPicture, tries } = decoder()
    const purges: number[] = []
    const purge = async () => void purges.push(tries.length)
    const deliveries = [
      { key: 'b.jpg', isRedelivered: true },
      { key: 'a.jpg', purge: true, sweep: true },
    ]
    await run({ ...world, purge }, openPicture, deliveries)
    expect(purges).toEqual([0])
  })
})
