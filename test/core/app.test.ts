import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createApp } from '../../src/core/app.ts'
import type { Semaphore } from '../../src/core/semaphore.ts'
import { createSemaphore } from '../../src/core/semaphore.ts'
import { reconcile } from '../../src/core/reconcile.ts'
import { createServe } from '../../src/core/serve.ts'
import { cacheTag } from '../../src/core/stored.ts'
import { createCounter } from '../../src/doctor/request-counter.ts'
import { Changed } from '../../src/errors.ts'
import { createAccess } from '../../src/local/http/access.ts'
import { listen } from '../../src/local/http/listen.ts'
import { escapeKey } from '../../src/path.ts'
import { animatedGif, jpegOf, pngHeader, pngWithAlpha } from '../image/pictures.ts'
import { allClosed, altered, bytesOf, createWorld, keysOf, roomy, upload, type World } from '../world.ts'

function start(world: World, semaphore: Semaphore = roomy()) {
  const pending: Promise<void>[] = []
  const faults: unknown[] = []
  const app = createApp({
    catalogue: world.catalogue,
    serve: createServe(world, semaphore),
    later: (work) => pending.push(work()),
    report: (fault) => faults.push(fault),
  })
  const get = async (path: string, init?: RequestInit) => app.request(path, init)
  const settled = async () => {
    await Promise.all(pending)
  }
  return { get, settled, faults }
}

async function withBoat(world = createWorld()): Promise<World> {
  await upload(world.originals, 'boat.jpg', await jpegOf(40, 30))
  return world
}

afterEach(allClosed)

describe('a picture that is not stored yet', () => {
  it('is made, and lives a minute without an ETag', async () => {
    const { get, settled } = start(await withBoat())
    const response = await get('/medium/boat.jpg')
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toEqual({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=60',
      'content-disposition': 'inline; filename="boat.jpg"',
      'content-type': 'image/jpeg',
      'cross-origin-resource-policy': 'cross-origin',
      'server-timing': expect.stringMatching(/^read;dur=[\d.]+, decode;dur=[\d.]+, encode;dur=[\d.]+$/),
      vary: 'Accept',
      'x-amz-meta-cache-tag': cacheTag('boat.jpg'),
      'x-content-type-options': 'nosniff',
    })
    await settled()
  })

  it('is there whole while the store takes no write at all', async () => {
    const world = await withBoat()
    const puts: string[] = []
    const patience = Promise.withResolvers<void>()
    const processed = altered(world.processed, {
      put: async (key, ...rest) => {
        puts.push(key)
        await patience.promise
        return world.processed.put(key, ...rest)
      },
    })
    const { get, settled } = start({ ...world, processed })
    const server = await listen(
      () => null,
      (request) => get(new URL(request.url).pathname),
      {
        host: '127.0.0.1',
        port: 0,
        keepAliveMs: 5000,
        access: createAccess({ host: '127.0.0.1', allowHosts: [], cors: [] }),
      },
    )
    const response = await fetch(`${server.url}/large/boat.jpg`)
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(100)
    await vi.waitFor(() => expect(puts).toEqual(['large/boat.jpg']))
    patience.resolve()
    await settled()
    await server.close()
  })

  it('is stored with its siblings, byte for byte what was sent', async () => {
    const world = await withBoat()
    const { get, settled } = start(world)
    const sent = new Uint8Array(await (await get('/webp/boat.jpg')).arrayBuffer())
    await settled()
    expect((await keysOf(world.processed)).length).toBe(7)
    expect(Buffer.compare((await bytesOf(world.processed, 'webp/boat.jpg'))!, sent)).toBe(0)
    const { etag } = (await world.processed.head('webp/boat.jpg'))!
    expect(etag).toBe(createHash('md5').update(sent).digest('hex'))
    expect(world.sent).toEqual([])
  })

  it('has the same bytes as reconcile would make', async () => {
    const world = await withBoat()
    const { get, settled } = start(world)
    await get('/thumbnail/boat.jpg')
    await settled()
    const other = await withBoat()
    await reconcile(other, { key: 'boat.jpg' })
    for (const path of await keysOf(other.processed)) {
      expect(await bytesOf(world.processed, path), path).toEqual(await bytesOf(other.processed, path))
    }
  })

  it('is decoded once for all that ask at once', async () => {
    const world = await withBoat()
    let reads = 0
    const originals = altered(world.originals, {
      get: (key) => {
        reads += 1
        return world.originals.get(key)
      },
    })
    const { get, settled } = start({ ...world, originals })
    const paths = [
      '/large/boat.jpg',
      '/large/boat.jpg',
      '/webp/boat.jpg',
      '/thumbnail/boat.jpg',
      '/medium.webp/boat.jpg',
    ]
    const responses = await Promise.all(paths.map((path) => get(path)))
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    await settled()
    expect(reads).toBe(1)
    expect(world.sent).toEqual([])
  })

  it.each([
    ['an animation', 'a.gif', () => animatedGif(60, 40), '/thumbnail/a.gif', 'image/gif'],
    ['a transparent one', 'a.png', () => pngWithAlpha(60), '/thumbnail/a.png', 'image/png'],
    ['a transparent one as WebP', 'a.png', () => pngWithAlpha(60), '/thumbnail.webp/a.png', 'image/webp'],
    ['one with a lying name', 'a.gif', () => jpegOf(60, 40), '/thumbnail/a.gif', 'image/jpeg'],
  ])('gets the type of what it is: %s', async (_, key, make, path, type) => {
    const world = createWorld()
    await upload(world.originals, key, await make())
    const { get, settled } = start(world)
    expect((await get(path)).headers.get('content-type')).toBe(type)
    await settled()
  })

  it('answers HEAD like GET, without a body', async () => {
    const { get, settled } = start(await withBoat())
    const response = await get('/medium/boat.jpg', { method: 'HEAD' })
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'image/jpeg',
      '',
    ])
    await settled()
  })

  it('is handed to the queue when its original changes while it is made', async () => {
    const world = await withBoat()
    const processed = altered(world.processed, {
      put: async (...args) => {
        await upload(world.originals, 'boat.jpg', await jpegOf(41, 30))
        return world.processed.put(...args)
      },
    })
    const { get, settled } = start({ ...world, processed })
    await get('/medium/boat.jpg')
    await settled()
    expect(world.sent).toContainEqual({ message: { key: 'boat.jpg' }, delayMs: 0 })
  })

  it('is handed to the queue when something else is stored there, which it never replaces', async () => {
    const world = await withBoat()
    await upload(world.processed, 'medium/boat.jpg', Buffer.from('older'))
    const { get, settled } = start(world)
    await get('/large/boat.jpg')
    await settled()
    expect(await bytesOf(world.processed, 'medium/boat.jpg')).toEqual(Buffer.from('older'))
    expect(world.sent).toEqual([{ message: { key: 'boat.jpg' }, delayMs: 0 }])
  })

  it('is handed to the queue when it cannot be stored, and the client has it all the same', async () => {
    const world = await withBoat()
    const processed = altered(world.processed, { put: () => Promise.reject(new Error('disk full')) })
    const { get, settled, faults } = start({ ...world, processed })
    expect((await get('/large/boat.jpg')).status).toBe(200)
    await settled()
    expect(world.sent).toEqual([{ message: { key: 'boat.jpg' }, delayMs: 0 }])
    expect(faults).toHaveLength(1)
  })
})

describe('what cannot be answered', () => {
  it.each([
    ['/large/none.jpg', 404, 'max-age=10', 'there is no such picture\n'],
    ['/poster/boat.jpg', 404, 'max-age=10', 'there is no such size\n'],
    ['/large.avif/boat.jpg', 404, 'max-age=10', 'there is no such size\n'],
    ['/', 400, 'max-age=60', 'this is not the path of a picture\n'],
    ['/large', 400, 'max-age=60', 'this is not the path of a picture\n'],
    ['/large/', 400, 'max-age=60', 'this is not the path of a picture\n'],
    ['/large/a%20b.jpg', 400, 'max-age=60', 'this is not the path of a picture\n'],
    ['/large/_x41.jpg', 400, 'max-age=60', 'this is not the path of a picture\n'],
    [`/large/${'x'.repeat(1100)}.jpg`, 400, 'max-age=60', 'this is not the path of a picture\n'],
  ])('%s', async (path, status, cacheControl, text) => {
    const response = await start(await withBoat()).get(path)
    expect([response.status, response.headers.get('cache-control'), await response.text()]).toEqual([
      status,
      cacheControl,
      text,
    ])
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  })

  it.each([
    ['an empty file', 'a.jpg', Buffer.alloc(0), 'the file is empty'],
    ['text', 'a.jpg', Buffer.from('hello'), 'the file is not a picture'],
    [
      'a picture of a kind that is not read',
      'a.bmp',
      Buffer.from('BM\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0'),
      'BMP pictures are not supported',
    ],
    [
      'too many pixels',
      'a.png',
      pngHeader(20_000, 20_000),
      'the picture has 20000 x 20000 pixels, the limit is 128000000 altogether',
    ],
  ])('%s is 415 and says so', async (_, key, bytes, text) => {
    const world = createWorld()
    await upload(world.originals, key, bytes, 'application/octet-stream')
    const response = await start(world).get(`/large/${escapeKey(key)}`)
    expect([response.status, response.headers.get('cache-control'), await response.text()]).toEqual([
      415,
      'max-age=60',
      `${text}\n`,
    ])
  })

  it('what neither is nor claims to be a picture is answered as what is not there', async () => {
    const world = createWorld()
    await upload(world.originals, 'passwords.txt', Buffer.from('secret'), 'text/plain')
    await upload(world.originals, 'empty', new Uint8Array(), 'application/octet-stream')
    await upload(world.originals, 'claims', Buffer.from('hello'), 'image/jpeg')
    const { get } = start(world)
    const answerTo = async (path: string) => {
      const response = await get(path)
      return [response.status, [...response.headers], await response.text()]
    }
    for (const name of ['medium', 'medium.webp', 'info']) {
      const missing = await answerTo(`/${name}/missing.txt`)
      expect(missing[0]).toBe(404)
      for (const key of ['passwords.txt', 'empty']) expect(await answerTo(`/${name}/${key}`)).toEqual(missing)
    }
    expect(world.sent).toEqual([])
    expect((await get('/medium/claims')).status).toBe(415)
  })

  it('so is what no longer claims to be one, whatever its error entry says', async () => {
    const world = createWorld()
    await upload(world.originals, 'notes', Buffer.from('hello'), 'image/jpeg')
    await reconcile(world, { key: 'notes' })
    const { get } = start(world)
    expect((await get('/medium/notes')).status).toBe(415)
    await upload(world.originals, 'notes', Buffer.from('hello'), 'text/plain')
    world.sent.length = 0
    expect((await get('/medium/notes')).status).toBe(404)
    expect(world.sent).toEqual([{ message: { key: 'notes' }, delayMs: 0 }])
  })

  it('hidden names are not there, unless they are allowed', async () => {
    for (const hidden of [false, true]) {
      const world = createWorld({ hidden })
      await upload(world.originals, '@eaDir/boat.jpg', await jpegOf(40, 40))
      const { get, settled } = start(world)
      expect((await get(`/large/${escapeKey('@eaDir/boat.jpg')}`)).status).toBe(hidden ? 200 : 404)
      await settled()
    }
  })

  it('a damaged picture is 415, is left to the queue, and of it no more than the beginning is then read', async () => {
    const world = createWorld()
    const whole = await jpegOf(400, 300)
    await upload(world.originals, 'boat.jpg', whole.subarray(0, whole.length / 2))
    expect((await start(world).get('/large/boat.jpg')).status).toBe(415)
    expect(world.sent).toEqual([{ message: { key: 'boat.jpg' }, delayMs: 0 }])
    await reconcile(world, { key: 'boat.jpg' })
    let end = ''
    const body = () => {
      const chunks = [Buffer.alloc(8192, whole), Buffer.alloc(8192)]
      return new ReadableStream<Uint8Array>(
        {
          pull(stream) {
            if (chunks.length === 1) end = 'read on'
            stream.enqueue(chunks.shift()!)
          },
          cancel: () => void (end ||= 'given up'),
        },
        { highWaterMark: 0 },
      )
    }
    const get = async (key: string) => ({ ...(await world.originals.get(key))!, body: body() })
    const originals = altered(world.originals, { get })
    const response = await start({ ...world, originals }).get('/large/boat.jpg')
    expect([response.status, await response.text()]).toEqual([415, 'the picture is damaged and cannot be decoded\n'])
    expect(end).toBe('given up')
  })

  it('a good picture in the place of a damaged one is 200, also while the queue does not answer', async () => {
    const world = createWorld()
    await upload(world.originals, 'boat.jpg', (await jpegOf(400, 300)).subarray(0, 2000))
    await reconcile(world, { key: 'boat.jpg' })
    await upload(world.originals, 'boat.jpg', await jpegOf(40, 30))
    const queue = { send: () => Promise.reject(new Error('no queue')) }
    const { get, settled } = start({ ...world, queue })
    expect((await get('/large/boat.jpg')).status).toBe(200)
    await settled()
  })

  it('an unknown key costs one request, and a known bad one two', async () => {
    const world = createWorld()
    await upload(world.originals, 'boat.jpg', (await jpegOf(400, 300)).subarray(0, 2000))
    await reconcile(world, { key: 'boat.jpg' })
    const asked = async (path: string) => {
      const counter = createCounter()
      const watched = {
        originals: counter.watch(world.originals),
        processed: counter.watch(world.processed),
        errors: counter.watch(world.errors),
      }
      const { status } = await start({ ...world, ...watched }).get(path)
      return { status, gets: counter.requests.gets, puts: counter.requests.puts }
    }
    expect(await asked('/large/ghost.jpg')).toEqual({ status: 404, gets: 1, puts: 0 })
    expect(await asked('/large/boat.jpg')).toEqual({ status: 415, gets: 2, puts: 0 })
  })

  it('too large a file is 415', async () => {
    const world = await withBoat(createWorld({ limits: { bytes: 100 } }))
    const response = await start(world).get('/large/boat.jpg')
    expect([response.status, await response.text()]).toEqual([
      415,
      expect.stringMatching(/^the file has \d+ bytes, the limit is 100\n$/),
    ])
  })

  it('keys outside the prefixes are not there', async () => {
    const { get } = start(await withBoat(createWorld({ prefixes: ['photos/'] })))
    expect((await get('/large/boat.jpg')).status).toBe(404)
  })

  it('other methods are 405', async () => {
    const { get } = start(await withBoat())
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const response = await get('/large/boat.jpg', { method })
      expect([response.status, response.headers.get('allow')], method).toEqual([405, 'GET, HEAD'])
    }
  })

  it('too much at once is 503 with Retry-After, and works later', async () => {
    const world = createWorld()
    for (const key of ['a.jpg', 'b.jpg', 'c.jpg']) await upload(world.originals, key, await jpegOf(40, 30))
    const { get, settled } = start(world, createSemaphore(1, 1))
    const responses = await Promise.all(['a', 'b', 'c'].map((name) => get(`/large/${name}.jpg`)))
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(2)
    const refused = responses.find(({ status }) => status === 503)!
    expect([refused.headers.get('retry-after'), refused.headers.get('cache-control')]).toEqual(['1', 'no-store'])
    await settled()
    const again = await Promise.all(['a', 'b', 'c'].slice(0, 2).map((name) => get(`/large/${name}.jpg`)))
    expect(again.map(({ status }) => status)).toEqual([200, 200])
    await settled()
  })

  it('an original that is replaced each time it is read is 503 with Retry-After, and no fault', async () => {
    const world = await withBoat()
    const changing = () => new ReadableStream({ pull: (controller) => controller.error(new Changed()) })
    const originals = altered(world.originals, {
      get: async (key) => {
        const found = await world.originals.get(key)
        return found === null ? null : { ...found, body: changing() }
      },
    })
    const { get, faults } = start({ ...world, originals })
    const response = await get('/large/boat.jpg')
    expect([response.status, response.headers.get('retry-after'), response.headers.get('cache-control')]).toEqual([
      503,
      '1',
      'no-store',
    ])
    expect([await response.text(), faults]).toEqual(['the picture is being replaced, try again in a moment\n', []])
  })

  it('a fault is 500, is reported, and says nothing of what is inside', async () => {
    const world = createWorld()
    const originals = altered(world.originals, { get: () => Promise.reject(new Error('bucket secret-name denied')) })
    const { get, faults } = start({ ...world, originals })
    const response = await get('/large/boat.jpg')
    expect([response.status, response.headers.get('cache-control')]).toEqual([500, 'no-store'])
    expect(await response.text()).not.toContain('secret')
    expect(faults).toHaveLength(1)
  })
})
