import { afterEach, describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { type Message, SWEEP_MS } from '../../src/core/ports.ts'
import { reconcile } from '../../src/core/reconcile.ts'
import { cacheTag } from '../../src/core/stored.ts'
import { Unfinished } from '../../src/errors.ts'
import { escapeKey } from '../../src/path.ts'
import { memoryStore } from '../../src/stores/memory.ts'
import { jpegOf } from '../image/pictures.ts'
import { allClosed, altered, bytesOf, createWorld, keysOf, remove, upload, type World } from '../world.ts'

const ALL = ['info', 'large', 'medium.webp', 'medium', 'thumbnail.webp', 'thumbnail', 'webp'].map(
  (name) => `${name}/boat.jpg`,
)

const run = (world: World, message: Partial<Message> & { isRedelivered?: boolean } = {}) =>
  reconcile(world, { key: 'boat.jpg', ...message })

async function stored(world: World, size = 40): Promise<World> {
  await upload(world.originals, 'boat.jpg', await jpegOf(size, size))
  await run(world)
  world.sent.length = 0
  return world
}

afterEach(allClosed)

describe('an upload', () => {
  it('makes every pre-warmed rendition, tagged and bound to its source', async () => {
    const world = createWorld()
    const etag = await upload(world.originals, 'boat.jpg', await jpegOf(40, 40))
    const outcome = await run(world)
    expect(await keysOf(world.processed)).toEqual(ALL)
    expect(new Set(outcome.rendered)).toEqual(new Set(ALL.map((path) => path.split('/')[0])))
    const head = await world.processed.head('webp/boat.jpg')
    expect(head).toMatchObject({ contentType: 'image/webp', cacheControl: 'public, max-age=3600, s-maxage=31536000' })
    expect(head!.metadata).toMatchObject({ source: etag, 'cache-tag': cacheTag('boat.jpg'), width: '40', height: '40' })
  })

  it('purges nothing, as nothing was served for long, and asks for a plain sweep before it stores anything', async () => {
    const world = createWorld()
    await upload(world.originals, 'boat.jpg', await jpegOf(40, 40))
    let sentBefore = -1
    const processed = altered(world.processed, {
      put: (...args) => {
        if (sentBefore < 0) sentBefore = world.sent.length
        return world.processed.put(...args)
      },
    })
    await reconcile({ ...world, processed }, { key: 'boat.jpg' })
    expect(world.purged).toEqual([])
    expect(world.sent).toEqual([{ message: { key: 'boat.jpg', sweep: true }, delayMs: SWEEP_MS }])
    expect(sentBefore).toBe(1)
  })

  it('does nothing the second time', async () => {
    const world = await stored(createWorld())
    const gets: string[] = []
    const originals = altered(world.originals, {
      get: (key) => {
        gets.push(key)
        return world.originals.get(key)
      },
    })
    const original = (await world.originals.head('boat.jpg'))!
    expect(await reconcile({ ...world, originals }, { key: 'boat.jpg' })).toEqual({
      rendered: [],
      removed: [],
      hasPurged: false,
      refused: null,
      isWaiting: false,
      settled: expect.objectContaining({ original: { ...original, source: original.etag }, broken: null }),
    })
    expect(gets).toEqual([])
  })

  it('does not call settled what was written between its two looks, though the bytes are the same', async () => {
    const world = await stored(createWorld())
    let seconds = 0
    const originals = altered(world.originals, {
      head: async (key) => ({ ...(await world.originals.head(key))!, written: `2026-11-27T18:00:0${seconds++}Z` }),
    })
    expect((await reconcile({ ...world, originals }, { key: 'boat.jpg' })).settled).toBeNull()
  })

  it('makes what is missing and nothing else', async () => {
    const world = await stored(createWorld())
    await remove(world.processed, 'medium/boat.jpg')
    expect((await run(world)).rendered).toEqual(['medium'])
  })

  it('leaves renditions that are not pre-warmed to the first request, and deletes them when they are stale', async () => {
    const world = createWorld({ variants: { small: { width: 10 }, wide: { width: 20, prewarm: false } }, formats: [] })
    const old = await upload(world.originals, 'boat.jpg', await jpegOf(40, 40))
    await run(world)
    expect(await keysOf(world.processed)).toEqual(['info/boat.jpg', 'small/boat.jpg'])
    const { recipe } = world.catalogue.renditions.get('wide')!
    const object = { body: Buffer.from('x'), contentType: 'image/jpeg', metadata: { source: old, recipe } }
    await world.processed.put('wide/boat.jpg', object, 'absent')
    await run(world)
    expect(await keysOf(world.processed)).toContain('wide/boat.jpg')
    await upload(world.originals, 'boat.jpg', await jpegOf(41, 41))
    await run(world)
    expect(await keysOf(world.processed)).toEqual(['info/boat.jpg', 'small/boat.jpg'])
  })
})

describe('an overwrite', () => {
  it('replaces every rendition, purges once, and asks for a purging sweep first', async () => {
    const world = await stored(createWorld())
    const before = await bytesOf(world.processed, 'large/boat.jpg')
    await upload(world.originals, 'boat.jpg', await jpegOf(50, 50))
    expect((await run(world)).hasPurged).toBe(true)
    expect(await bytesOf(world.processed, 'large/boat.jpg')).not.toEqual(before)
    expect(world.purged).toEqual([cacheTag('boat.jpg')])
    expect(world.sent).toEqual([{ message: { key: 'boat.jpg', sweep: true, purge: true }, delayMs: SWEEP_MS }])
  })

  it('starts over when the original changes again meanwhile', async () => {
    const world = await stored(createWorld())
    const [second, third] = [await jpegOf(50, 50), await jpegOf(60, 60)]
    await upload(world.originals, 'boat.jpg', second)
    let puts = 0
    const processed = altered(world.processed, {
      put: async (...args) => {
        if ((puts += 1) === 3) await upload(world.originals, 'boat.jpg', third)
        return world.processed.put(...args)
      },
    })
    await reconcile({ ...world, processed }, { key: 'boat.jpg' })
    const { etag } = (await world.originals.head('boat.jpg'))!
    for (const path of ALL) expect((await world.processed.head(path))!.metadata['source'], path).toBe(etag)
  })

  it('gives up after three rounds, for the queue to bring it back', async () => {
    const world = await stored(createWorld())
    let size = 50
    const processed = altered(world.processed, {
      put: async (...args) => {
        await upload(world.originals, 'boat.jpg', await jpegOf((size += 1), 50))
        return world.processed.put(...args)
      },
    })
    await upload(world.originals, 'boat.jpg', await jpegOf(50, 50))
    await expect(reconcile({ ...world, processed }, { key: 'boat.jpg' })).rejects.toThrow('kept changing')
  })

  it('purges what it has replaced although it gives up, for its message may be done with', async () => {
    const world = await stored(createWorld())
    await upload(world.originals, 'boat.jpg', await jpegOf(50, 50))
    let puts = 0
    const processed = altered(world.processed, {
      put: async (path, object, only) => {
        if ((puts += 1) > 1) await upload(world.processed, path, Buffer.from(`theirs ${puts}`))
        return world.processed.put(path, object, only)
      },
    })
    await expect(reconcile({ ...world, processed }, { key: 'boat.jpg' })).rejects.toThrow('kept changing')
    expect(world.purged).toEqual([cacheTag('boat.jpg')])
  })

  it('starts over when somebody else has replaced a rendition meanwhile', async () => {
    const world = await stored(createWorld())
    await upload(world.originals, 'boat.jpg', await jpegOf(50, 50))
    let isFirst = true
    const processed = altered(world.processed, {
      put: async (path, object, only) => {
        if (isFirst) await upload(world.processed, path, Buffer.from('theirs'))
        isFirst = false
        return world.processed.put(path, object, only)
      },
    })
    await reconcile({ ...world, processed }, { key: 'boat.jpg' })
    const { etag } = (await world.originals.head('boat.jpg'))!
    for (const path of ALL) expect((await world.processed.head(path))!.metadata['source'], path).toBe(etag)
  })
})

it('purges though the write was refused, as its first try may have succeeded', async () => {
  const world = await stored(createWorld({ variants: { only: { width: 10 } }, formats: [] }))
  await upload(world.originals, 'boat.jpg', await jpegOf(50, 50))
  const answers = ['lost']
  const processed = altered(world.processed, {
    put: async (...args) => {
      const etag = await world.processed.put(...args)
      return answers.pop() === 'lost' ? null : etag
    },
  })
  expect(await reconcile({ ...world, processed }, { key: 'boat.jpg' })).toMatchObject({
    rendered: ['info'],
    hasPurged: true,
  })
})

describe('a deletion', () => {
  it('deletes every rendition and purges', async () => {
    const world = await stored(createWorld())
    await remove(world.originals, 'boat.jpg')
    expect((await run(world)).removed.length).toBe(7)
    expect(await keysOf(world.processed)).toEqual([])
    expect(world.purged).toEqual([cacheTag('boat.jpg')])
  })

  it('deletes nothing while the originals do not answer', async () => {
    const world = await stored(createWorld())
    await remove(world.originals, 'boat.jpg')
    const originals = altered(world.originals, { answers: () => Promise.reject(new Error('no such bucket')) })
    await expect(reconcile({ ...world, originals }, { key: 'boat.jpg' })).rejects.toThrow('no such bucket')
    expect(await keysOf(world.processed)).toEqual(ALL)
  })

  it('takes a fault for no absence', async () => {
    const world = await stored(createWorld())
    const originals = altered(world.originals, { head: () => Promise.reject(new Error('403')) })
    await expect(reconcile({ ...world, originals }, { key: 'boat.jpg' })).rejects.toThrow('403')
    expect(await keysOf(world.processed)).toEqual(ALL)
  })
})

describe('a purge', () => {
  it('is repeated by a purging sweep and by a redelivery, though nothing has to be done', async () => {
    const world = await stored(createWorld())
    await run(world, { sweep: true, purge: true })
    await run(world, { isRedelivered: true })
    expect(world.purged).toEqual([cacheTag('boat.jpg'), cacheTag('boat.jpg')])
  })

  it('that fails fails the run', async () => {
    const world = await stored(createWorld())
    await upload(world.originals, 'boat.jpg', await jpegOf(50, 50))
    const purge = () => Promise.reject(new Error('TooManyInvalidationsInProgress'))
    await expect(reconcile({ ...world, purge }, { key: 'boat.jpg' })).rejects.toThrow('TooMany')
  })

  it('is not asked for again by a sweep that finds nothing to do', async () => {
    const world = await stored(createWorld())
    await run(world, { sweep: true })
    expect(world.sent).toEqual([])
    expect(world.purged).toEqual([])
  })
})

describe('a broken original', () => {
  const broken = Buffer.from('this is no JPEG')

  it('is kept among the errors with its reason, and what was stored is deleted and purged', async () => {
    const world = await stored(createWorld())
    const etag = await upload(world.originals, 'boat.jpg', broken)
    expect((await run(world)).refused).toBe('not-a-picture')
    expect(await keysOf(world.processed)).toEqual([])
    expect(world.purged).toEqual([cacheTag('boat.jpg')])
    expect(await bytesOf(world.errors, 'boat.jpg')).toEqual(broken)
    expect((await world.errors.head('boat.jpg'))!.metadata).toMatchObject({ reason: 'not-a-picture', source: etag })
  })

  it('is read once, not at every sweep', async () => {
    const world = createWorld()
    await upload(world.originals, 'boat.jpg', broken)
    await run(world)
    const originals = altered(world.originals, { get: () => Promise.reject(new Error('read again')) })
    await reconcile({ ...world, originals }, { key: 'boat.jpg', sweep: true })
    expect(await keysOf(world.errors)).toEqual(['boat.jpg'])
  })

  it('leaves the errors when a good one takes its key, and when it is deleted', async () => {
    const world = createWorld()
    await upload(world.originals, 'boat.jpg', broken)
    await run(world)
    await upload(world.originals, 'boat.jpg', await jpegOf(40, 40))
    await run(world)
    expect(await keysOf(world.errors)).toEqual([])
    expect(await keysOf(world.processed)).toEqual(ALL)
    await upload(world.originals, 'boat.jpg', broken)
    await run(world)
    await remove(world.originals, 'boat.jpg')
    await run(world)
    expect(await keysOf(world.errors)).toEqual([])
  })

  it('gets another try when the limits are raised, and no copy where it is over the byte limit', async () => {
    const world = createWorld({ limits: { bytes: 100 } })
    await upload(world.originals, 'boat.jpg', await jpegOf(40, 40))
    expect((await run(world)).refused).toBe('too-many-bytes')
    expect((await world.errors.head('boat.jpg'))!.size).toBe(0)
    const raised = createWorld({}, world)
    await run(raised)
    expect(await keysOf(raised.processed)).toEqual(ALL)
    expect(await keysOf(raised.errors)).toEqual([])
  })

  it('is empty: says so', async () => {
    const world = createWorld()
    await upload(world.originals, 'boat.jpg', new Uint8Array())
    expect((await run(world)).refused).toBe('empty')
  })
})

describe('what is none of ours', () => {
  it('leaves a file alone that neither is nor claims to be a picture, and deletes what an earlier picture left', async () => {
    const world = createWorld()
    await upload(world.originals, 'boat', await jpegOf(40, 40), 'image/jpeg')
    await reconcile(world, { key: 'boat' })
    expect((await keysOf(world.processed)).length).toBe(7)
    const film = Buffer.alloc(3_000_000, 'ftypisom')
    await upload(world.originals, 'boat', film, 'video/mp4')
    let read = 0
    const originals = altered(world.originals, {
      get: async (key) => {
        const object = await world.originals.get(key)
        if (object === null) return null
        const chunks = [film.subarray(0, 65_536), film.subarray(65_536)].values()
        const body = new ReadableStream<Uint8Array>(
          {
            pull(controller) {
              const { value } = chunks.next()
              if (value === undefined) return controller.close()
              read += value.length
              controller.enqueue(value)
            },
          },
          { highWaterMark: 0 },
        )
        return { ...object, body }
      },
    })
    await reconcile({ ...world, originals }, { key: 'boat' })
    expect(await keysOf(world.processed)).toEqual([])
    expect(await keysOf(world.errors)).toEqual([])
    expect(world.purged).toEqual([cacheTag('boat')])
    expect(read).toBeLessThanOrEqual(65_536)
  })

  it('lets an error entry go when the content type no longer claims that it is a picture', async () => {
    const world = createWorld()
    await upload(world.originals, 'notes', Buffer.from('hello'), 'image/jpeg')
    await reconcile(world, { key: 'notes' })
    expect(await keysOf(world.errors)).toEqual(['notes'])
    await upload(world.originals, 'notes', Buffer.from('hello'), 'text/plain')
    await reconcile(world, { key: 'notes' })
    expect(await keysOf(world.errors)).toEqual([])
  })

  it('reads nothing outside the prefixes, and deletes what is stored from when it was public', async () => {
    const world = await stored(createWorld())
    const faulty = altered(memoryStore(), {
      head: () => Promise.reject(new Error('looked at')),
      get: () => Promise.reject(new Error('read')),
    })
    const narrowed = createWorld({ prefixes: ['photos/'] }, { ...world, originals: faulty })
    await run(narrowed)
    expect(await keysOf(world.processed)).toEqual([])
  })

  it.each(['', 'a//b.jpg', '../boat.jpg', 'a/', `${'x'.repeat(1020)}.jpg`])(
    'acknowledges %j and looks at nothing',
    async (key) => {
      const world = createWorld()
      const faulty = altered(memoryStore(), { head: () => Promise.reject(new Error('looked at')) })
      expect(
        (await reconcile({ ...world, originals: faulty, processed: faulty, errors: faulty }, { key })).rendered,
      ).toEqual([])
    },
  )
})

describe('an original that may still be being written', () => {
  const young = (world: World): World => ({
    ...world,
    originals: altered(world.originals, {
      get: async (key) => {
        const found = await world.originals.get(key)
        return found && { ...found, isYoung: true }
      },
    }),
  })

  it.each([
    ['empty', 'boat.jpg', async () => Buffer.alloc(0)],
    ['half there', 'boat.jpg', async () => (await jpegOf(200, 200)).subarray(0, 900)],
    ['of no kind yet', 'boat', async () => Buffer.from('text')],
  ])('%s, is no verdict yet, and what its predecessor left stays until there is one', async (_, key, half) => {
    const world = createWorld()
    await upload(world.originals, key, await jpegOf(40, 40))
    await reconcile(world, { key })
    await upload(world.originals, key, await half(), key === 'boat' ? 'text/plain' : 'image/jpeg')
    await expect(reconcile(young(world), { key })).rejects.toThrow(Unfinished)
    expect([(await keysOf(world.processed)).length, await keysOf(world.errors)]).toEqual([7, []])
    await reconcile(world, { key })
    expect([await keysOf(world.processed), await keysOf(world.errors)]).toEqual([[], key === 'boat' ? [] : [key]])
  })

  it('is made where it is a picture, and refused at once where it is too large, whatever may come of it', async () => {
    const world = createWorld({ limits: { bytes: 2000 } })
    await upload(world.originals, 'boat.jpg', await jpegOf(20, 20))
    await upload(world.originals, 'large.jpg', Buffer.concat([await jpegOf(20, 20), Buffer.alloc(2000)]))
    expect((await reconcile(young(world), { key: 'boat.jpg' })).rendered).toHaveLength(7)
    expect((await reconcile(young(world), { key: 'large.jpg' })).refused).toBe('too-many-bytes')
  })
})

describe('what is not served any more', () => {
  const LONG = `${'x'.repeat(1000)}.jpg`

  it.each<[string, string, Config]>([
    ['hidden', '.trash/boat.jpg', { hidden: true }],
    ['hidden, in other letters', 'holiday/@EADIR/boat.jpg', { hidden: true }],
    ['longer than the longest name leaves room for', LONG, { variants: { a: { width: 10 } }, formats: [] }],
  ])('of a key that is %s goes, without a look at the original', async (_, key, before) => {
    const world = createWorld(before)
    await upload(world.originals, key, await jpegOf(40, 40))
    await reconcile(world, { key })
    expect((await keysOf(world.processed)).length).toBeGreaterThan(1)
    world.sent.length = 0
    const originals = altered(world.originals, {
      head: () => Promise.reject(new Error('looked at')),
      get: () => Promise.reject(new Error('read')),
    })
    const now = {
      ...createWorld({ variants: { a: { width: 10 }, 'a-name-of-forty-letters': { width: 9 } } }, world),
      originals,
    }
    await reconcile(now, { key })
    expect((await keysOf(world.processed)).filter((path) => path.startsWith('a/') || path.startsWith('info/'))).toEqual(
      [],
    )
    expect(now.purged).toEqual([cacheTag(key)])
    expect(now.sent).toEqual([{ message: { key, sweep: true, purge: true }, delayMs: SWEEP_MS }])
  })

  it.each(['.trash/boat.jpg', 'Thumbs.db', 'a\nb.jpg', LONG])('takes the error entry of %j with it', async (key) => {
    const world = createWorld()
    const entry = { reason: 'damaged', detail: '', source: 'e', 'decode-recipe': 'r' }
    await world.errors.put(escapeKey(key), { body: new Uint8Array(), contentType: 'a/b', metadata: entry }, 'absent')
    await reconcile(world, { key })
    expect(await keysOf(world.errors)).toEqual([])
  })

  it('goes while the location of the originals answers, and not before', async () => {
    const world = createWorld({ hidden: true })
    await upload(world.originals, '.boat.jpg', await jpegOf(40, 40))
    await reconcile(world, { key: '.boat.jpg' })
    const originals = altered(world.originals, { answers: () => Promise.reject(new Error('no such bucket')) })
    await expect(reconcile(createWorld({}, { ...world, originals }), { key: '.boat.jpg' })).rejects.toThrow('no such')
    expect(await keysOf(world.processed)).toHaveLength(7)
  })
})

it('takes up a changed recipe', async () => {
  const world = await stored(createWorld())
  const other = createWorld({ quality: { jpeg: 60 } }, world)
  const outcome = await run(other)
  expect(outcome.rendered.toSorted()).toEqual(['info', 'large', 'medium', 'thumbnail'])
  expect(other.purged).toEqual([cacheTag('boat.jpg')])
})
