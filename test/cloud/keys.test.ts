import { describe, expect, it } from 'vitest'
import { escapeKey, printPath } from '../../src/path.ts'
import { jpegOf } from '../image/pictures.ts'
import { useCloud } from './use.ts'
import { fromFunction, fromPrimary, gist, linkTo } from './viewer.ts'

const start = useCloud()

/** SQS takes a body of characters that XML has, and of no others. */
const NO_XML = 'photos/\ufffe\uffff.jpg'

const HOSTILE = [
  'photos/my boat.jpg',
  'my pictures/boat.jpg',
  'photos/1+1=2.jpg',
  'photos/100%.jpg',
  'photos/a%20b.jpg',
  'photos/%2e%2e.jpg',
  'photos/été à la mer.jpg',
  'photos/日本/船🚢.jpg',
  'photos/#1.jpg',
  'photos/what?.jpg',
  'photos/a&b;c=d,e!f(g)*h~i\'j"k<l>m[n]o{p}q|r^s`t:u@v$.jpg',
  'photos/_x41.jpg',
  NO_XML,
  `photos/${'long'.repeat(222)}.jpg`, // 900 bytes
]

describe('a hostile key', () => {
  it.each(HOSTILE)('%s goes through both origins and the queue', async (key) => {
    const cloud = await start()
    cloud.events.hold()
    await cloud.originals.put(key, await jpegOf(80, 60))
    const made = await cloud.get(linkTo('medium', key))
    expect(gist(made)).toEqual(fromFunction('image/jpeg'))
    await cloud.advance(60_000)
    const stored = await cloud.get(linkTo('medium', key))
    expect(gist(stored)).toEqual(fromPrimary('image/jpeg'))
    expect(Buffer.compare(stored.body, made.body)).toBe(0)

    cloud.events.release(() => [])
    await cloud.originals.put(key, await jpegOf(90, 60))
    await cloud.settle()
    const replaced = await cloud.get(linkTo('medium', key))
    expect(gist(replaced)).toEqual(fromPrimary('image/jpeg'))
    expect(Buffer.compare(replaced.body, made.body)).not.toBe(0)
    await cloud.originals.remove(key)
    await cloud.settle()
    expect(await cloud.processed.keys()).toEqual([])
    expect((await cloud.get(linkTo('medium', key))).status).toBe(404)
  })
})

describe('a hostile key by way of EventBridge', () => {
  // How EventBridge writes what is no XML is not documented.
  it.each(HOSTILE.filter((key) => key !== NO_XML))('%s', async (key) => {
    const cloud = await start('bridged')
    await cloud.originals.put(key, await jpegOf(80, 60))
    await cloud.settle()
    expect(gist(await cloud.get(linkTo('medium', key)))).toEqual(fromPrimary('image/jpeg'))
    await cloud.originals.remove(key)
    await cloud.settle()
    expect(await cloud.processed.keys()).toEqual([])
  })

  it('outside the prefixes is told to nobody', async () => {
    const cloud = await start('bridged')
    await cloud.originals.put('private/boat.jpg', await jpegOf(80, 60))
    expect(cloud.stack().queue.bodies()).toEqual([])
  })
})

describe('what reaches no bucket', () => {
  it.each([
    ['a key outside the prefixes', '/medium/private/boat.jpg', 404],
    ['a prefix that only begins alike', '/medium/photosets/boat.jpg', 404],
    ['an unknown size', '/poster2/photos/boat.jpg', 404],
    ['a way out of the prefix', '/medium/photos/../private/boat.jpg', 400],
    ['the same, encoded', '/medium/photos/%2e%2e/private/boat.jpg', 400],
    ['an encoded slash', '/medium/photos%2Fboat.jpg', 400],
    ['a key that is too long', `/medium/photos/${'x'.repeat(1100)}.jpg`, 414],
  ])('%s', async (_, target, status) => {
    const cloud = await start()
    for (const key of ['private/boat.jpg', 'photosets/boat.jpg', 'photos/boat.jpg']) {
      await cloud.originals.put(key, await jpegOf(80, 60))
    }
    await cloud.settle()
    const before = cloud.s3.exchanges.length
    expect(gist(await cloud.get(target))).toMatchObject({ status, from: 'edge' })
    expect(cloud.s3.exchanges.slice(before)).toEqual([])
  })

  it('another method', async () => {
    const cloud = await start()
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect(gist(await cloud.get('/medium/photos/boat.jpg', {}, method)), method).toMatchObject({
        status: 403,
        from: 'edge',
      })
    }
  })

  it('an upload outside the prefixes: nobody is told of it, and its rendition is never made', async () => {
    const cloud = await start()
    await cloud.originals.put('private/boat.jpg', await jpegOf(80, 60))
    await cloud.settle()
    expect(cloud.stack().queue.bodies()).toEqual([])
    cloud.stack().queue.send(JSON.stringify({ key: 'private/boat.jpg' })) // even if somebody were
    const before = cloud.s3.exchanges.length
    await cloud.settle()
    expect(await cloud.processed.keys()).toEqual([])
    const asked = cloud.s3.exchanges.slice(before).filter(({ bucket }) => bucket === cloud.originals.name)
    expect(asked).toEqual([])
  })
})

describe('a hidden name', () => {
  const KEYS = ['photos/@eaDir/boat.jpg/thumb.jpg', 'photos/.trash/boat.jpg', 'photos/Thumbs.db']

  it('that an earlier version has served is 404 at once, and all that was stored of it is gone after the rollout', async () => {
    const cloud = await start()
    cloud.events.hold()
    for (const key of KEYS) {
      await cloud.originals.put(key, await jpegOf(80, 60))
      for (const name of ['medium', 'medium.webp', 'poster', 'info']) {
        await cloud.processed.put(printPath(name, key), await jpegOf(80, 60))
      }
      await cloud.errors.put(escapeKey(`${key}.broken.jpg`), Buffer.from('no picture'))
    }
    await cloud.originals.put('photos/boat.jpg', await jpegOf(80, 60))
    cloud.events.release(() => [])
    for (const key of KEYS)
      expect(gist(await cloud.get(linkTo('medium', key)))).toMatchObject({ status: 404, from: 'edge' })
    const rollout = cloud.rollOut()
    await cloud.advance(480_000)
    await rollout.done
    expect((await cloud.processed.keys()).filter((path) => !path.endsWith('/photos/boat.jpg'))).toEqual([])
    expect(await cloud.processed.keys()).toHaveLength(7)
    expect(await cloud.errors.keys()).toEqual([])
    await cloud.advance(480_000)
    expect(cloud.stack().deadLetters.bodies()).toEqual([])
  })

  it('is not taken up when it is uploaded', async () => {
    const cloud = await start()
    const before = cloud.s3.exchanges.length
    for (const key of KEYS) await cloud.originals.put(key, await jpegOf(80, 60))
    await cloud.settle()
    expect(await cloud.processed.keys()).toEqual([])
    const read = cloud.s3.exchanges
      .slice(before)
      .filter(({ bucket, method }) => bucket === cloud.originals.name && method !== 'PUT')
    expect(read).toEqual([])
  })
})

it('a query makes nothing new, neither at the edge nor in the bucket', async () => {
  const cloud = await start()
  const key = 'photos/boat.jpg'
  await cloud.originals.put(key, await jpegOf(80, 60))
  await cloud.settle()
  await cloud.get(`/medium/${key}`)
  for (const query of ['?v=2', '?', '?width=9999', '?v=%zz']) {
    expect((await cloud.get(`/medium/${key}${query}`)).from, query).toBe('cache')
  }
  expect(await cloud.processed.keys()).toContain(printPath('medium', key))
  expect(cloud.cache.entries()).toHaveLength(1)
})
