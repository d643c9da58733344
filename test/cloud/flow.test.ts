import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { cacheTag } from '../../src/core/stored.ts'
import { jpegOf, pngWithAlpha } from '../image/pictures.ts'
import { useCloud } from './use.ts'
import { fromFunction, fromPrimary, gist } from './viewer.ts'

const start = useCloud()
const BOAT = 'photos/boat.jpg'
const ALL = ['info', 'large', 'medium.webp', 'medium', 'thumbnail.webp', 'thumbnail', 'webp'].map(
  (name) => `${name}/${BOAT}`,
)
const WEBP = { accept: 'image/avif,image/webp,image/*,*/*;q=0.8' }

describe('an upload', () => {
  it('has its renditions, which are served from the bucket', async () => {
    const cloud = await start()
    await cloud.originals.put(BOAT, await jpegOf(800, 600))
    await cloud.settle()
    expect(await cloud.processed.keys()).toEqual(ALL)
    const answer = await cloud.get(`/medium/${BOAT}`)
    expect(gist(answer)).toEqual(fromPrimary('image/jpeg'))
    expect(answer.headers.get('etag')).toBe(`"${createHash('md5').update(answer.body).digest('hex')}"`)
    expect((await cloud.get(`/medium/${BOAT}`)).from).toBe('cache')
    expect(cloud.invalidations).toEqual([])
  })

  it('is looked at once more when every older writer is dead, and then no more', async () => {
    const cloud = await start()
    await cloud.originals.put(BOAT, await jpegOf(80, 60))
    await cloud.settle()
    expect(cloud.stack().queue.bodies()).toEqual([JSON.stringify({ key: BOAT, sweep: true })])
    await cloud.advance(240_000)
    expect(cloud.stack().queue.bodies()).toEqual([])
    expect(cloud.stack().deadLetters.bodies()).toEqual([])
  })
})

describe('a picture that is not stored yet', () => {
  it('comes from the function, is stored, and comes from the bucket the next time, byte for byte', async () => {
    const cloud = await start()
    cloud.events.hold()
    await cloud.originals.put(BOAT, await jpegOf(800, 600))
    const made = await cloud.get(`/medium/${BOAT}`)
    expect(gist(made)).toEqual(fromFunction('image/jpeg'))
    expect(made.headers.get('cache-control')).toBe('public, max-age=60')
    await cloud.settle()
    expect(await cloud.processed.keys()).toEqual(ALL)
    expect((await cloud.get(`/medium/${BOAT}`)).from).toBe('cache')
    await cloud.advance(60_000)
    const stored = await cloud.get(`/medium/${BOAT}`)
    expect(gist(stored)).toEqual(fromPrimary('image/jpeg'))
    expect(stored.headers.get('cache-control')).toBe('public, max-age=3600, s-maxage=31536000')
    expect(Buffer.compare(stored.body, made.body)).toBe(0)
  })

  it('tells viewers what they need from either origin, and nothing of what is inside', async () => {
    const cloud = await start()
    cloud.events.hold()
    await cloud.originals.put(BOAT, await jpegOf(800, 600))
    const made = await cloud.get(`/medium/${BOAT}`, { origin: 'https://www.example.com' })
    await cloud.advance(60_000)
    const stored = await cloud.get(`/medium/${BOAT}`, { origin: 'https://www.example.com' })
    for (const { headers, from } of [made, stored]) {
      expect(headers.get('vary'), from).toBe('Accept')
      expect(headers.get('access-control-allow-origin'), from).toBe('*')
      expect(headers.get('cross-origin-resource-policy'), from).toBe('cross-origin')
      expect(headers.get('x-content-type-options'), from).toBe('nosniff')
      expect(headers.get('strict-transport-security'), from).toBe('max-age=31536000')
      expect(
        [...headers.keys()].filter((name) => name.startsWith('x-amz-meta')),
        from,
      ).toEqual([])
    }
  })

  it('is 404 for ten seconds when it is not there, and is there when it has come', async () => {
    const cloud = await start()
    expect(gist(await cloud.get(`/medium/${BOAT}`))).toMatchObject({ status: 404, from: 'fallback' })
    await cloud.settle()
    expect((await cloud.get(`/medium/${BOAT}`)).from).toBe('cache')
    await cloud.originals.put(BOAT, await jpegOf(80, 60))
    await cloud.advance(10_000)
    expect(gist(await cloud.get(`/medium/${BOAT}`))).toEqual(fromPrimary('image/jpeg'))
  })
})

describe('formats', () => {
  it('go by what the browser accepts, from either origin', async () => {
    const cloud = await start()
    cloud.events.hold()
    await cloud.originals.put(BOAT, await jpegOf(800, 600))
    expect(gist(await cloud.get(`/medium/${BOAT}`, WEBP))).toEqual(fromFunction('image/webp'))
    await cloud.settle()
    expect(gist(await cloud.get(`/thumbnail/${BOAT}`, WEBP))).toEqual(fromPrimary('image/webp'))
    expect(gist(await cloud.get(`/thumbnail/${BOAT}`))).toEqual(fromPrimary('image/jpeg'))
    expect(gist(await cloud.get(`/large/${BOAT}`, WEBP))).toEqual(fromPrimary('image/webp'))
    expect((await cloud.get(`/webp/${BOAT}`)).from).toBe('cache')
  })

  it('fall back to what the original calls for', async () => {
    const cloud = await start()
    await cloud.originals.put('photos/ring.png', await pngWithAlpha(60), 'image/png')
    await cloud.settle()
    expect(gist(await cloud.get('/thumbnail/photos/ring.png'))).toEqual(fromPrimary('image/png'))
  })
})

describe('an overwrite', () => {
  it('is at the edge when the queue has been through, with one purge', async () => {
    const cloud = await start()
    await cloud.originals.put(BOAT, await jpegOf(80, 60))
    await cloud.settle()
    const before = await cloud.get(`/medium/${BOAT}`)
    await cloud.originals.put(BOAT, await jpegOf(90, 60))
    await cloud.settle()
    const after = await cloud.get(`/medium/${BOAT}`)
    expect(gist(after)).toEqual(fromPrimary('image/jpeg'))
    expect(Buffer.compare(after.body, before.body)).not.toBe(0)
    expect(cloud.invalidations.map(({ items }) => items)).toEqual([[`#${cacheTag(BOAT)}`]])
  })

  it('is purged once more when whoever was fetching the old one has done so', async () => {
    const cloud = await start()
    await cloud.originals.put(BOAT, await jpegOf(80, 60))
    await cloud.settle()
    const old = await cloud.get(`/medium/${BOAT}`)
    await cloud.originals.put(BOAT, await jpegOf(90, 60))
    await cloud.settle()
    cloud.cache.put(`/medium/${BOAT}`, { ...old, path: `/medium/${BOAT}`, tags: [cacheTag(BOAT)] }, 31_536_000)
    await cloud.advance(240_000)
    const after = await cloud.get(`/medium/${BOAT}`)
    expect(Buffer.compare(after.body, old.body)).not.toBe(0)
  })

  it('of many is purged with one call a batch', async () => {
    const cloud = await start()
    const keys = Array.from({ length: 5 }, (_, index) => `photos/${index}.jpg`)
    for (const key of keys) await cloud.originals.put(key, await jpegOf(80, 60))
    await cloud.settle()
    cloud.events.hold()
    for (const key of keys) await cloud.originals.put(key, await jpegOf(90, 60))
    cloud.events.release()
    await cloud.settle()
    const [call, ...others] = cloud.invalidations
    expect(others).toEqual([])
    expect(call?.items.toSorted()).toEqual(keys.map((key) => `#${cacheTag(key)}`).toSorted())
  })
})

describe('a deletion', () => {
  it('is 404 at the edge when the queue has been through', async () => {
    const cloud = await start()
    await cloud.originals.put(BOAT, await jpegOf(80, 60))
    await cloud.settle()
    await cloud.get(`/medium/${BOAT}`)
    await cloud.originals.remove(BOAT)
    await cloud.settle()
    expect(await cloud.processed.keys()).toEqual([])
    expect(gist(await cloud.get(`/medium/${BOAT}`))).toMatchObject({ status: 404, from: 'fallback' })
  })
})
