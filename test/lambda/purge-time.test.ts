import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { reconcile } from '../../src/core/reconcile.ts'
import { cacheTag } from '../../src/core/stored.ts'
import type { OpenPicture } from '../../src/image/picture.ts'
import { type Delivery, reconcileBatch } from '../../src/lambda/batch.ts'
import { PURGE_MS } from '../../src/lambda/invalidation.ts'
import { openPicture as open, original } from '../model/pictures.ts'
import { allClosed, counting, createWorld, remove, type World } from '../world.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())
afterEach(allClosed)

const openPicture: OpenPicture = counting(async (...asked) => {
  await new Promise((resolve) => setTimeout(resolve, 100))
  return open(...asked)
})

/** Where nothing is to be made of the first keys, but all of the others. */
async function holding(idle: readonly string[], fresh: readonly string[]): Promise<World> {
  const world = createWorld()
  for (const key of [...idle, ...fresh]) await world.originals.put(key, original('good 0'), 'absent')
  for (const key of idle) await reconcile({ ...world, openPicture: open }, { key })
  return world
}

/** Runs a batch while CloudFront throttles, by the clock of the test: each call takes as long as it can. */
async function run(world: World, deliveries: readonly Delivery[], time: number, answer = async () => {}) {
  const begun = performance.now()
  const calls: { tags: readonly string[]; at: number }[] = []
  const purge = async (tags: readonly string[]) => {
    calls.push({ tags: tags.toSorted(), at: performance.now() - begun })
    await new Promise((resolve) => setTimeout(resolve, PURGE_MS))
    await answer()
  }
  const telemetry = { count: () => {}, fault: () => {}, archived: () => {} }
  const running = reconcileBatch({ ...world, openPicture, purge }, telemetry, deliveries, begun + time).then(
    (runs) => ({
      done: [...runs.outcomes.keys()].toSorted(),
      failed: [...runs.faults.keys()].toSorted(),
      faults: runs.faults,
      calls,
      late: performance.now() - begun - time,
    }),
  )
  await vi.advanceTimersByTimeAsync(300_000)
  return running
}

const again = (...keys: string[]): Delivery[] => keys.map((key) => ({ key, isRedelivered: true }))
const purging = (...keys: string[]): Delivery[] => keys.map((key) => ({ key, sweep: true, purge: true }))
const tagsOf = (...keys: string[]) => keys.map(cacheTag).toSorted()

describe('a batch of which too little time is left', () => {
  it('joins the purges of messages that come again in one call, as nothing is decoded between them', async () => {
    const world = await holding(['a', 'c', 'e'].map(named), ['b', 'd'].map(named))
    const { done, failed, calls, late } = await run(world, again(...['a', 'b', 'c', 'd', 'e'].map(named)), 1000)
    expect([done, failed]).toEqual([
      ['a.jpg', 'c.jpg', 'e.jpg'],
      ['b.jpg', 'd.jpg'],
    ])
    expect(calls.map(({ tags }) => tags)).toEqual([tagsOf('a.jpg', 'c.jpg', 'e.jpg')])
    expect(late).toBeLessThanOrEqual(PURGE_MS)
  })

  it('joins those of the other messages with them', async () => {
    const world = await holding(['a', 'c', 'f'].map(named), ['b'].map(named))
    const deliveries = [...again('a.jpg', 'b.jpg', 'c.jpg'), ...purging('f.jpg')]
    const { done, failed, calls, late } = await run(world, deliveries, 1000)
    expect([done, failed]).toEqual([['a.jpg', 'c.jpg', 'f.jpg'], ['b.jpg']])
    expect(calls.map(({ tags }) => tags)).toEqual([tagsOf('a.jpg', 'c.jpg', 'f.jpg')])
    expect(late).toBeLessThanOrEqual(PURGE_MS)
  })

  it('whose last call is refused fails all that waited for it, and nobody else', async () => {
    const world = await holding(['a', 'f', 'g'].map(named), [])
    const deliveries = [...again('a.jpg'), ...purging('f.jpg'), { key: 'g.jpg' }]
    const refuse = () => Promise.reject(new Error('Throttling'))
    const { done, failed, calls } = await run(world, deliveries, 1000, refuse)
    expect([done, failed, calls.length]).toEqual([['g.jpg'], ['a.jpg', 'f.jpg'], 1])
  })

  it('makes no second call for an original that changed during the last one: its message comes again', async () => {
    const world = await holding(['a', 'f'].map(named), [])
    const deliveries = [...again('a.jpg'), ...purging('f.jpg')]
    const { done, faults, calls } = await run(world, deliveries, 1000, () => remove(world.originals, 'f.jpg'))
    expect([done, calls.length]).toEqual([['a.jpg'], 1])
    expect(String(faults.get('f.jpg'))).toContain('no time left for another purge')
  })
})

describe('whatever time is left', () => {
  it.each(Array.from({ length: 25 }, (_, step) => step * 2500))(
    'as %i ms, all that is done is purged after it was stored, and in time',
    async (time) => {
      const old = ['a', 'c', 'e', 'f', 'h'].map(named)
      const world = await holding(old, ['b', 'd', 'g'].map(named))
      await world.originals.put('h.jpg', original('good 2'), { etag: (await world.originals.head('h.jpg'))!.etag })
      const deliveries = [
        ...again(...['a', 'b', 'c', 'd', 'e'].map(named)),
        ...purging('f.jpg'),
        ...keyed('g.jpg', 'h.jpg'),
      ]
      const stored = new Map<string, number>()
      const begun = performance.now()
      const put: World['processed']['put'] = async (path, ...rest) => {
        stored.set(path.slice(path.indexOf('/') + 1), performance.now() - begun)
        return world.processed.put(path, ...rest)
      }
      const { done, failed, calls, late } = await run(
        { ...world, processed: { ...world.processed, put } },
        deliveries,
        time,
      )
      expect(late).toBeLessThanOrEqual(PURGE_MS)
      expect([...done, ...failed].toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(named))
      for (const key of done.filter((key) => key !== 'g.jpg')) {
        const after = calls.filter(({ tags, at }) => tags.includes(cacheTag(key)) && at >= (stored.get(key) ?? 0))
        expect(after.length, key).toBeGreaterThan(0)
      }
      if (time >= 50_000) expect(failed).toEqual([])
    },
  )
})

function named(letter: string): string {
  return `${letter}.jpg`
}

function keyed(...keys: string[]): Delivery[] {
  return keys.map((key) => ({ key }))
}
