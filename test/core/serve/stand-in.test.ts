import { afterEach, describe, expect, it } from 'vitest'
import { createApp } from '../../../src/core/app.ts'
import { reconcile } from '../../../src/core/reconcile.ts'
import { createServe } from '../../../src/core/serve.ts'
import { cacheTag } from '../../../src/core/stored.ts'
import { createCounter } from '../../../src/doctor/request-counter.ts'
import { jpegOf } from '../../image/pictures.ts'
import { allClosed, altered, bytesOf, createWorld, keysOf, remove, roomy, upload, type World } from '../../world.ts'

const widths = [320, 480, 640, 960, 1280]
const KEY = 'boat.jpg'
const CSS =
  '<svg xmlns="http://www.w3.org/2000/svg" width="50" height="30"><rect width="50" height="9" fill="#c00"/></svg>'

function start(world: World) {
  const pending: Promise<void>[] = []
  const app = createApp({
    catalogue: world.catalogue,
    serve: createServe(world, roomy()),
    later: (work) => pending.push(work()),
    report: (fault) => expect.fail(String(fault)),
  })
  return async (name: string, headers: Record<string, string> = {}) => {
    const response = await app.request(`/${name}/${KEY}`, { headers })
    const bytes = Buffer.from(await response.arrayBuffer())
    await Promise.all(pending)
    return { status: response.status, headers: response.headers, bytes }
  }
}

/** The service after the upload of an original. */
async function withOriginal(body: Uint8Array, config: Parameters<typeof createWorld>[0] = { widths }): Promise<World> {
  const world = createWorld(config)
  await upload(world.originals, KEY, body)
  await reconcile(world, { key: KEY })
  world.sent.length = 0
  return world
}

const rungsIn = async (world: World) => (await keysOf(world.processed)).filter((path) => /^w\d/.test(path))

afterEach(allClosed)

describe('sizes as large as the original or larger', () => {
  const tall = { medium: { width: 300, height: 300 } }

  it('are one stored object', async () => {
    const get = start(await withOriginal(await jpegOf(500, 700), { widths, variants: tall }))
    const world = await withOriginal(await jpegOf(500, 700), { widths, variants: tall })
    const get2 = start(world)
    const bytes = (await get('w640')).bytes
    for (const name of ['w1280', 'w640', 'w960', 'w1280'])
      expect((await get2(name)).bytes.equals(bytes), name).toBe(true)
    expect(await rungsIn(world)).toEqual(['w640/boat.jpg'])
    expect(world.sent).toEqual([])
  })

  it('are a pre-warmed one where there is one, so that nothing more is stored or decoded', async () => {
    const world = await withOriginal(await jpegOf(500, 700))
    const get = start({ ...world, openPicture: () => expect.fail('decoded') })
    for (const [name, standIn] of [
      ['w640', 'large'],
      ['w640.webp', 'webp'],
      ['w1280.webp', 'webp'],
    ] as const) {
      const { status, headers, bytes } = await get(name)
      expect([status, bytes.equals((await bytesOf(world.processed, `${standIn}/${KEY}`))!)]).toEqual([200, true])
      const { etag, cacheControl } = (await world.processed.head(`${standIn}/${KEY}`))!
      expect(Object.fromEntries(headers)).toMatchObject({
        etag: `"${etag}"`,
        'cache-control': cacheControl,
        'x-amz-meta-cache-tag': cacheTag(KEY),
        vary: 'Accept',
      })
      expect((await get(name, { 'if-none-match': `"${etag}"` })).status).toBe(304)
    }
    expect(await rungsIn(world)).toEqual([])
  })

  it('are made and live a minute while nothing is stored in their place', async () => {
    const world = createWorld({ widths })
    await upload(world.originals, KEY, await jpegOf(500, 700))
    const { headers } = await start(world)('w1280.webp')
    expect([headers.get('cache-control'), headers.get('etag')]).toEqual(['public, max-age=60', null])
    expect(await keysOf(world.processed)).toEqual(['webp/boat.jpg'])
    expect(world.sent, 'for the others come from another decode').toEqual([{ message: { key: KEY }, delayMs: 0 }])
    await reconcile(world, { key: KEY })
    expect((await start(world)('w1280.webp')).headers.get('etag')).not.toBeNull()
  })

  it('follow the original to another size, and are purged then', async () => {
    const world = await withOriginal(await jpegOf(500, 700), { widths, variants: tall })
    const get = start(world)
    await get('w1280')
    await upload(world.originals, KEY, await jpegOf(1000, 700))
    expect((await get('w1280')).headers.get('etag'), 'nothing old is answered as stored').toBeNull()
    await reconcile(world, { key: KEY })
    expect(world.purged.at(-1)).toBe(cacheTag(KEY))
    world.purged.length = 0
    await get('w960')
    await get('w1280')
    expect(await rungsIn(world)).toEqual(['w1280/boat.jpg', 'w960/boat.jpg'])
    await remove(world.originals, KEY)
    expect((await get('w1280')).status).toBe(404)
    await reconcile(world, { key: KEY })
    expect([await rungsIn(world), world.purged]).toEqual([[], [cacheTag(KEY)]])
  })

  it('are answered from what is stored while the original is archived', async () => {
    const world = await withOriginal(await jpegOf(500, 700))
    const originals = altered(world.originals, {
      head: async (key) => {
        const head = await world.originals.head(key)
        return head && { ...head, isArchived: true }
      },
      get: () => expect.fail('read'),
    })
    expect((await start({ ...world, originals })('w1280')).status).toBe(200)
  })

  it('are not taken from what has another encoding or a crop', async () => {
    const variants = {
      crop: { width: 2000, height: 2000, fit: 'cover' },
      fine: { width: 2000, quality: { jpeg: 95, webp: 90 } },
      marked: { width: 2000, format: 'webp', quality: { webp: 50 } },
    } as const
    const world = await withOriginal(await jpegOf(500, 700), { widths: [640, 960], variants })
    const get = start(world)
    const [one, other] = [await get('w960'), await get('w960.webp')]
    expect(await rungsIn(world)).toEqual(['w640.webp/boat.jpg', 'w640/boat.jpg'])
    for (const { bytes } of [one, other])
      for (const name of Object.keys(variants))
        expect(bytes.equals((await bytesOf(world.processed, `${name}/${KEY}`))!)).toBe(false)
  })

  it('are drawn anew of a drawing, which fills every width', async () => {
    const world = await withOriginal(Buffer.from(CSS))
    const get = start(world)
    await get('w640')
    await get('w1280')
    expect(await rungsIn(world)).toEqual(['w1280/boat.jpg', 'w640/boat.jpg'])
  })

  it('cost one request to S3 where there is no original', async () => {
    const counter = createCounter()
    const world = createWorld({ widths })
    const watched = {
      ...world,
      originals: counter.watch(world.originals),
      processed: counter.watch(world.processed),
      errors: counter.watch(world.errors),
    }
    expect((await start(watched)('w1280')).status).toBe(404)
    expect(counter.requests).toMatchObject({ gets: 1, puts: 0 })
  })
})
