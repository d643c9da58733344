import { afterEach, describe, expect, it, vi } from 'vitest'
import { observe } from '../../src/core/observe.ts'
import { reconcile } from '../../src/core/reconcile.ts'
import { cacheTag, readErrorEntry } from '../../src/core/stored.ts'
import { type Ending, Unjudged } from '../../src/errors.ts'
import { type End, ending } from '../endings.ts'
import { jpegOf } from '../image/pictures.ts'
import { allClosed, altered, bytesOf, createWorld, deaf, keysOf, picturesOpen, upload, type World } from '../world.ts'

const PLACES: readonly End['at'][] = ['open', 'render', 'facts']
const ENDINGS: readonly Ending[] = ['time', 'memory', 'death', 'message']
const everyEnd = PLACES.flatMap((at) => ENDINGS.map((ending) => [ending, at] as const))

afterEach(allClosed)

/** A key of which an earlier picture's renditions are stored, and whose original has been replaced. */
async function replaced(): Promise<{ world: World; before: (Uint8Array | null)[] }> {
  const world = createWorld()
  await upload(world.originals, 'boat.jpg', await jpegOf(40, 40))
  await reconcile(world, { key: 'boat.jpg' })
  await upload(world.originals, 'boat.jpg', await jpegOf(50, 50))
  world.sent.length = 0
  return { world, before: await contents(world) }
}

async function contents(world: World): Promise<(Uint8Array | null)[]> {
  const paths = await keysOf(world.processed)
  return Promise.all(paths.map((path) => bytesOf(world.processed, path)))
}

describe('a decoder that ends without a verdict', () => {
  it.each(everyEnd)('(%s, at %s) is tried once more, alone, in the same run', async (how, at) => {
    const { world } = await replaced()
    const { openPicture, efforts } = ending({ at, ending: how, wasFed: true })
    const outcome = await reconcile({ ...world, openPicture }, { key: 'boat.jpg' })
    expect([outcome.rendered.length, outcome.refused]).toEqual([7, null])
    expect(efforts.map(({ isAlone }) => isAlone)).toEqual([false, true])
    expect(await keysOf(world.errors)).toEqual([])
  })

  it.each(everyEnd)('(%s, at %s) the same way again, though it was fed, is the verdict', async (how, at) => {
    const { world } = await replaced()
    const { openPicture, efforts } = ending({ at, ending: how, wasFed: false }, { at, ending: how, wasFed: true })
    const outcome = await reconcile({ ...world, openPicture }, { key: 'boat.jpg' })
    const reason = how === 'time' || how === 'memory' ? 'too-costly' : 'damaged'
    expect([outcome.refused, outcome.removed.length, efforts.length]).toEqual([reason, 7, 2])
    expect(readErrorEntry((await world.errors.head('boat.jpg'))!)).toMatchObject({ reason, detail: `it ended: ${how}` })
    expect(await keysOf(world.processed)).toEqual([])
    expect(world.purged).toEqual([cacheTag('boat.jpg')])
    await reconcile({ ...world, openPicture }, { key: 'boat.jpg', sweep: true })
    expect(efforts.length).toBe(2)
  })

  it.each([
    ['starved again', { at: 'open', ending: 'time', wasFed: true }, { at: 'open', ending: 'time', wasFed: false }],
    ['starved, dead', { at: 'render', ending: 'death', wasFed: true }, { at: 'facts', ending: 'death', wasFed: false }],
    ['another way', { at: 'render', ending: 'death', wasFed: true }, { at: 'render', ending: 'memory', wasFed: true }],
    ['another message', { at: 'open', ending: 'time', wasFed: true }, { at: 'open', ending: 'message', wasFed: true }],
  ] satisfies [string, End, End][])('%s is thrown, and nothing has changed', async (_, first, second) => {
    const { world, before } = await replaced()
    const { openPicture, efforts } = ending(first, second)
    const run = reconcile({ ...world, openPicture }, { key: 'boat.jpg' })
    await expect(run).rejects.toEqual(new Unjudged(second.ending, second.wasFed, `it ended: ${second.ending}`))
    expect(efforts.length).toBe(2)
    expect(await contents(world)).toEqual(before)
    expect([await keysOf(world.errors), world.sent, world.purged]).toEqual([[], [], []])
    await reconcile({ ...world, openPicture }, { key: 'boat.jpg' })
    expect((await contents(world)).some((bytes, index) => Buffer.compare(bytes!, before[index]!) !== 0)).toBe(true)
  })

  it('is told to whoever counts, each time', async () => {
    const { world } = await replaced()
    const told: string[] = []
    const observer = { ...deaf, unjudged: (how: Ending) => void told.push(how) }
    const ends: End[] = [
      { at: 'render', ending: 'death', wasFed: true },
      { at: 'facts', ending: 'time', wasFed: true },
    ]
    const openPicture = observe(ending(...ends).openPicture, observer)
    const run = reconcile({ ...world, openPicture }, { key: 'boat.jpg' })
    await expect(run).rejects.toThrow('it ended: time')
    expect(told).toEqual(['death', 'time'])
  })
})

describe('the time of a run', () => {
  afterEach(() => void vi.useRealTimers())

  it('is shared by two tries, and what is left after them is for storing', async () => {
    const { world } = await replaced()
    const { openPicture, efforts } = ending({ at: 'facts', ending: 'memory', wasFed: true })
    await reconcile({ ...world, openPicture }, { key: 'boat.jpg' })
    const [first = 0, alone = 0] = efforts.map(({ wallMs }) => wallMs)
    expect(first).toBeLessThanOrEqual(50_000)
    expect(alone).toBeLessThanOrEqual(105_000)
    expect(alone).toBeGreaterThan(0)
  })

  it('that has run out is no verdict, however the first try ended', async () => {
    const { world, before } = await replaced()
    vi.useFakeTimers({ toFake: ['performance'] })
    const slow = ending({ at: 'open', ending: 'time', wasFed: true })
    const openPicture: typeof slow.openPicture = (...args) => {
      vi.advanceTimersByTime(105_000)
      return slow.openPicture(...args)
    }
    await expect(reconcile({ ...world, openPicture }, { key: 'boat.jpg' })).rejects.toMatchObject({ wasFed: false })
    expect(slow.efforts.length).toBe(1)
    expect(await contents(world)).toEqual(before)
  })
})

describe('while it is stored', () => {
  it('the picture is closed already, and all is made', async () => {
    const { world } = await replaced()
    const open: number[] = []
    const processed = altered(world.processed, {
      put: async (...args) => {
        open.push(picturesOpen())
        return world.processed.put(...args)
      },
    })
    await reconcile({ ...world, processed }, { key: 'boat.jpg' })
    expect(open).toEqual(Array(7).fill(0))
  })
})
