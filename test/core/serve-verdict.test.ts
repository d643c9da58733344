import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createApp } from '../../src/core/app.ts'
import { createServe } from '../../src/core/serve.ts'
import { createSemaphore } from '../../src/core/semaphore.ts'
import { Refused } from '../../src/errors.ts'
import type { OpenPicture } from '../../src/image/picture.ts'
import { ending } from '../endings.ts'
import { jpegOf } from '../image/pictures.ts'
import { allClosed, altered, counting, createWorld, deaf, keysOf, roomy, upload, type World } from '../world.ts'

afterEach(allClosed)

async function withBoat(openPicture: OpenPicture): Promise<World> {
  const world = createWorld()
  await upload(world.originals, 'boat.jpg', await jpegOf(40, 30))
  return { ...world, openPicture }
}

function start(world: World) {
  const pending: Promise<void>[] = []
  const faults: unknown[] = []
  const app = createApp({
    catalogue: world.catalogue,
    serve: createServe(world, roomy()),
    later: (work) => pending.push(work()),
    report: (fault) => faults.push(fault),
  })
  return { get: async (path: string) => app.request(path), settled: () => Promise.all(pending), faults }
}

const handedOver = { message: { key: 'boat.jpg' }, delayMs: 0 }

/** Or requests for what hangs a decoder would take all places from others. */
async function untilItIsTriedAgain(get: () => Promise<Response>, efforts: readonly unknown[]): Promise<void> {
  expect((await get()).status).toBe(503)
  expect(efforts).toHaveLength(1)
  const now = performance.now()
  vi.spyOn(performance, 'now').mockReturnValue(now + 60_001)
  onTestFinished(() => void vi.restoreAllMocks())
}

describe('a picture whose decoder ends without a verdict', () => {
  it.each([
    ['open', '/medium/boat.jpg'],
    ['facts', '/info/boat.jpg'],
    ['render', '/info/boat.jpg'],
  ] as const)('(at %s) is 503, is left to the queue, and is judged by nobody', async (at, path) => {
    const { openPicture, efforts } = ending({ at, ending: 'memory', wasFed: true })
    const world = await withBoat(openPicture)
    const { get, settled, faults } = start(world)
    const answer = await get(path)
    expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('cache-control')]).toEqual([
      503,
      '10',
      'no-store',
    ])
    expect(await answer.text()).toBe('the picture could not be made just now, try again in a moment\n')
    expect(world.sent).toEqual([handedOver])
    expect([await keysOf(world.errors), await keysOf(world.processed), faults]).toEqual([[], [], []])
    expect(efforts).toHaveLength(1)
    expect(efforts[0]!.wallMs).toBeGreaterThan(24_000)
    expect(efforts[0]!.wallMs).toBeLessThanOrEqual(25_000)
    if (at === 'open') await untilItIsTriedAgain(() => get('/medium/boat.jpg'), efforts)
    expect((await get('/medium/boat.jpg')).status).toBe(200)
    await settled()
  })

  it('is 503 for all that share it', async () => {
    const { openPicture, efforts } = ending({ at: 'open', ending: 'death', wasFed: true })
    const world = await withBoat(openPicture)
    const { get } = start(world)
    const paths = ['/large/boat.jpg', '/large/boat.jpg', '/medium/boat.jpg', '/info/boat.jpg']
    const answers = await Promise.all(paths.map(get))
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503])
    expect([efforts.length, world.sent]).toEqual([1, [handedOver]])
  })

  it('when its siblings are made, was sent all the same, and they are left to the queue', async () => {
    const { openPicture } = ending({ at: 'render', ending: 'time', wasFed: false })
    const world = await withBoat(openPicture)
    const { get, settled, faults } = start(world)
    expect((await get('/large/boat.jpg')).status).toBe(200)
    await settled()
    expect([world.sent.at(-1), faults]).toEqual([handedOver, []])
    expect(await keysOf(world.processed)).toContain('large/boat.jpg')
  })

  it('is left to the queue once more by who stored another rendition after that', async () => {
    const { openPicture } = ending({ at: 'facts', ending: 'memory', wasFed: true })
    const world = await withBoat(openPicture)
    const knownAtPut: number[] = []
    const processed = altered(world.processed, {
      put: async (...args) => {
        knownAtPut.push(world.sent.length)
        return world.processed.put(...args)
      },
    })
    const { get, settled } = start({ ...world, processed })
    const [large, info] = await Promise.all([get('/large/boat.jpg'), get('/info/boat.jpg')])
    expect([large.status, info.status]).toEqual([200, 503])
    await settled()
    expect(world.sent.length).toBeGreaterThan(Math.max(...knownAtPut))
  })

  it('and may still be being written, is 503, too', async () => {
    const { openPicture } = ending({ at: 'open', ending: 'message', wasFed: true })
    const world = await withBoat(openPicture)
    const originals = altered(world.originals, {
      get: async (key) => {
        const found = await world.originals.get(key)
        return found === null ? null : { ...found, isYoung: true }
      },
    })
    expect((await start({ ...world, originals }).get('/large/boat.jpg')).status).toBe(503)
  })
})

describe('a picture that turns out to be at fault only when it is rendered', () => {
  const broken: OpenPicture = counting(async () => ({
    render: () => Promise.reject(new Refused('damaged')),
    facts: () => Promise.reject(new Refused('damaged')),
    close() {},
  }))

  it('is 415 and left to the queue', async () => {
    const world = await withBoat(broken)
    const { get, faults } = start(world)
    expect((await get('/large/boat.jpg')).status).toBe(415)
    expect([world.sent, faults]).toEqual([[handedOver], []])
  })

  it('is 503 while it may still be being written, for the watcher to tell', async () => {
    const world = await withBoat(broken)
    const originals = altered(world.originals, {
      get: async (key) => {
        const found = await world.originals.get(key)
        return found === null ? null : { ...found, isYoung: true }
      },
    })
    expect((await start({ ...world, originals }).get('/large/boat.jpg')).status).toBe(503)
    expect(world.sent).toEqual([])
  })
})

describe('whoever counts is told why a request was given nothing', () => {
  async function toldOf(openPicture: OpenPicture, key: string, permits = 1): Promise<string[]> {
    const told: string[] = []
    const world = await withBoat(openPicture)
    await upload(world.originals, 'damaged.jpg', Buffer.from('no picture'))
    const ports = { ...world, observer: { ...deaf, refused: (reason: string) => void told.push(reason) } }
    const serve = createServe(ports, createSemaphore(permits, 0))
    await expect(serve(world.catalogue.renditions.get('large')!, key)).rejects.toThrow(/./)
    return told
  }

  const { openPicture } = ending({ at: 'open', ending: 'time', wasFed: false })
  const faulty: OpenPicture = () => Promise.reject(new Error('a fault'))

  it('by an original that cannot be used', async () =>
    expect(await toldOf(openPicture, 'damaged.jpg')).toEqual(['not-a-picture']))
  it('by one that is not there', async () => expect(await toldOf(openPicture, 'gone.jpg')).toEqual(['no-original']))
  it('by too much at once', async () => expect(await toldOf(openPicture, 'boat.jpg', 0)).toEqual(['busy']))
  it('by a decoder', async () => expect(await toldOf(openPicture, 'boat.jpg')).toEqual(['unjudged']))
  it('but not of a fault', async () => expect(await toldOf(faulty, 'boat.jpg')).toEqual([]))
})

describe('a queue that does not answer', () => {
  it('makes a fault of the picture no fault of the service, and is told of', async () => {
    const world = createWorld()
    await upload(world.originals, 'broken.jpg', Buffer.from('no picture'))
    const unqueued: unknown[] = []
    const down = new Error('the queue is down')
    const { get, faults } = start({
      ...world,
      queue: { send: () => Promise.reject(down) },
      observer: { ...deaf, unqueued: (fault) => void unqueued.push(fault) },
    })
    expect((await get('/medium/broken.jpg')).status).toBe(415)
    expect([unqueued, faults]).toEqual([[down], []])
  })

  it('leaves one whose decoder ended without a verdict at 503', async () => {
    const { openPicture } = ending({ at: 'open', ending: 'memory', wasFed: true })
    const world = await withBoat(openPicture)
    const { get } = start({ ...world, queue: { send: () => Promise.reject(new Error('the queue is down')) } })
    expect((await get('/medium/boat.jpg')).status).toBe(503)
  })
})
