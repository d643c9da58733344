import { afterEach, describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/config.ts'
import { createApp } from '../../src/core/app.ts'
import type { RequestRefusal } from '../../src/core/ports.ts'
import { reconcile } from '../../src/core/reconcile.ts'
import { createServe } from '../../src/core/serve.ts'
import { cacheTag } from '../../src/core/stored.ts'
import { escapeKey } from '../../src/path.ts'
import { jpegOf } from '../image/pictures.ts'
import type { Place } from '../s3/archive.ts'
import { useS3 } from '../s3/use.ts'
import { allClosed, altered, createWorld, deaf, keysOf, remove, roomy, upload, type World } from '../world.ts'

const { open } = useS3()
afterEach(allClosed)

const KEY = 'boat.jpg'
/** With a size that is made when somebody asks for it. */
const FIRST: Config = { variants: { small: { width: 20 }, lazy: { width: 10, prewarm: false } }, formats: [] }
/** Other bytes for everything, and one size more. */
const CHANGED: Config = { ...FIRST, variants: { ...FIRST.variants, more: { width: 15 } }, quality: { jpeg: 60 } }

const GLACIER: Place = { storageClass: 'GLACIER' }
const TIER: Place = { storageClass: 'INTELLIGENT_TIERING', tier: 'DEEP_ARCHIVE_ACCESS' }

const RESTORED: Place = { storageClass: 'GLACIER', restore: 'restored' }
const MOVED_BACK: Place = { storageClass: 'INTELLIGENT_TIERING', tier: null }

/** Originals in a bucket, with what was made of one of them. */
async function withBoat(config = FIRST) {
  const { server, bucket, store } = await open()
  const world = createWorld(config, { originals: store })
  await upload(store, KEY, await jpegOf(40, 30))
  await reconcile(world, { key: KEY })
  await request(world, `/lazy/${KEY}`)
  return {
    world,
    move: (to: Place | null) => server.move(bucket, KEY, to),
    reads: () =>
      server.exchanges.filter((one) => one.bucket === bucket && one.method === 'GET' && one.key === KEY).length,
  }
}

/** What the app answers, when all that follows from it is done. */
async function request(world: World, path: string): Promise<Response> {
  const pending: Promise<void>[] = []
  const app = createApp({
    catalogue: world.catalogue,
    serve: createServe(world, roomy()),
    later: (work) => pending.push(work()),
    report(fault) {
      throw fault
    },
  })
  const response = await app.request(path)
  await Promise.all(pending)
  return response
}

const rollOut = (world: World) => reconcile(world, { key: KEY, rollout: true })
const ALL = [`info/${KEY}`, `lazy/${KEY}`, `small/${KEY}`]

/** Whether all that is stored is of today's recipes. */
async function isCurrent({ processed, catalogue }: World): Promise<boolean> {
  for (const path of await keysOf(processed)) {
    const name = path.slice(0, path.indexOf('/'))
    const head = await processed.head(path)
    if (head?.metadata['recipe'] !== catalogue.renditions.get(name)?.recipe) return false
  }
  return true
}

describe.each([
  ['Glacier', GLACIER, RESTORED, GLACIER],
  ['an archive tier of Intelligent-Tiering', TIER, MOVED_BACK, TIER],
])('an original in %s', (_, archived, restored, expired) => {
  it('keeps what was made of it through a rollout, is made anew when it is restored, and loses nothing when that expires', async () => {
    const { world, move, reads } = await withBoat()
    move(archived)
    const before = reads()
    const later = createWorld(CHANGED, world)
    const outcome = await rollOut(later)
    expect(outcome).toEqual({
      rendered: [],
      removed: [],
      hasPurged: false,
      refused: null,
      isWaiting: true,
      settled: null,
    })
    expect(await keysOf(world.processed)).toEqual(ALL)
    expect(later.sent).toEqual([])
    expect(reads()).toBe(before)

    move(restored)
    const made = await reconcile(later, { key: KEY })
    expect(made).toMatchObject({ rendered: expect.arrayContaining(['small', 'more', 'info']), removed: ['lazy'] })
    expect(made.isWaiting).toBe(false)
    expect(await isCurrent(later)).toBe(true)

    move(expired)
    const after = await rollOut(later)
    expect(after).toMatchObject({ rendered: [], removed: [], isWaiting: false })
    expect(after.settled).not.toBeNull()
    expect(await keysOf(world.processed)).toEqual([`info/${KEY}`, `more/${KEY}`, `small/${KEY}`])
  })

  it('answers 404 for a minute for what is missing, and asks nobody to make it', async () => {
    const { world, move } = await withBoat()
    move(archived)
    const refused: RequestRefusal[] = []
    const later = {
      ...createWorld(CHANGED, world),
      observer: { ...deaf, refused: (why: RequestRefusal) => void refused.push(why) },
    }
    for (const path of [`/more/${KEY}`, `/info/${KEY}`]) {
      const response = await request(later, path)
      expect(response.status).toBe(404)
      expect(response.headers.get('cache-control')).toBe('max-age=60')
      expect(await response.text()).toBe(
        'this is not stored, and its original is archived and has to be restored first\n',
      )
    }
    expect(later.sent).toEqual([])
    expect(refused).toEqual(['archived', 'archived'])
  })

  it('tells nobody that something lies there which is no picture by its name', async () => {
    const { server, bucket, store } = await open()
    const world = createWorld(FIRST, { originals: store })
    await upload(store, 'backup.zip', Buffer.from('PK'), 'application/zip')
    server.move(bucket, 'backup.zip', archived)
    const response = await request(world, '/small/backup.zip')
    expect(await response.text()).toBe('there is no such picture\n')
    expect(await (await request(world, '/small/nothing.zip')).text()).toBe('there is no such picture\n')
  })
})

describe('an archived original', () => {
  it('loses what stems from another one, which is purged, and its error entry', async () => {
    const { world, move } = await withBoat()
    await upload(world.errors, escapeKey(KEY), new Uint8Array())
    await upload(world.originals, KEY, await jpegOf(60, 30))
    move(GLACIER)
    const { removed, isWaiting } = await rollOut(world)
    expect({ removed: removed.toSorted(), isWaiting }).toEqual({ removed: ['info', 'lazy', 'small'], isWaiting: true })
    expect(world.purged).toEqual([cacheTag(KEY)])
    expect(await keysOf(world.processed)).toEqual([])
    expect(await keysOf(world.errors)).toEqual([])
  })

  it('keeps an outdated size that is made on demand, even where that is all there is to do', async () => {
    const { world, move } = await withBoat()
    const { body: _, etag, ...head } = (await world.processed.get(`lazy/${KEY}`))!
    const metadata = { ...head.metadata, recipe: 'older' }
    const older = { body: new Uint8Array(), contentType: 'image/jpeg', metadata }
    await world.processed.put(`lazy/${KEY}`, older, { etag })
    move(GLACIER)
    expect(await rollOut(world)).toMatchObject({ removed: [], isWaiting: true, settled: null })
    expect(await keysOf(world.processed)).toEqual(ALL)
    move(RESTORED)
    expect(await reconcile(world, { key: KEY })).toMatchObject({ removed: ['lazy'], isWaiting: false })
  })

  it('keeps its error entry although more could be decoded today, and is tried again when it is restored', async () => {
    const { server, bucket, store } = await open()
    const world = createWorld({ ...FIRST, limits: { pixels: 100 } }, { originals: store })
    await upload(store, KEY, await jpegOf(40, 30))
    expect((await reconcile(world, { key: KEY })).refused).toBe('too-many-pixels')
    server.move(bucket, KEY, GLACIER)
    const roomier = createWorld(FIRST, world)
    expect(await rollOut(roomier)).toMatchObject({ rendered: [], removed: [], isWaiting: true })
    expect(await keysOf(world.errors)).toEqual([escapeKey(KEY)])
    server.move(bucket, KEY, RESTORED)
    expect((await reconcile(roomier, { key: KEY })).rendered).toContain('small')
    expect(await keysOf(world.errors)).toEqual([])
  })

  it('waits for nothing where its error entry stands', async () => {
    const { server, bucket, store } = await open()
    const world = createWorld(FIRST, { originals: store })
    await upload(store, KEY, Buffer.from('no picture'))
    await reconcile(world, { key: KEY })
    server.move(bucket, KEY, GLACIER)
    expect(await rollOut(world)).toMatchObject({ removed: [], isWaiting: false })
    expect(await keysOf(world.errors)).toEqual([escapeKey(KEY)])
  })

  it('is gone with all that was made of it when it is deleted', async () => {
    const { world, move } = await withBoat()
    move(GLACIER)
    await remove(world.originals, KEY)
    await reconcile(world, { key: KEY })
    expect(await keysOf(world.processed)).toEqual([])
  })

  it.each(['the restored copy expired after the head', 'the head never tells'])(
    'is no fault where only the reader finds out: %s',
    async (why) => {
      const { world, move, reads } = await withBoat()
      move(GLACIER)
      let heads = 0
      const originals = altered(world.originals, {
        async head(key) {
          const { isArchived: _, ...head } = (await world.originals.head(key))!
          heads += 1
          return heads === 1 || why.includes('never') ? head : world.originals.head(key)
        },
      })
      const before = reads()
      const later = createWorld(CHANGED, { ...world, originals })
      expect(await rollOut(later)).toMatchObject({ rendered: [], removed: [], isWaiting: true, settled: null })
      expect(reads() - before).toBe(1)
      expect(await keysOf(world.processed)).toEqual(ALL)
    },
  )
})
