import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { createSemaphore } from '../../../src/core/semaphore.ts'
import { Unjudged } from '../../../src/errors.ts'
import { edits } from '../../../src/local/gallery/edits.ts'
import { createIncoming } from '../../../src/local/gallery/upload/incoming.ts'
import { receive } from '../../../src/local/gallery/upload/receive.ts'
import { jpegOf, pngWithAlpha } from '../../image/pictures.ts'
import { createWorld, keysOf, type World } from '../../world.ts'
import { eventually, filesBelow, folders, start } from '../running.ts'
import { OWN, send } from '../send.ts'

async function upload(world: World, key: string, bytes: Uint8Array, replaces: string | null = null) {
  const body = new Blob([new Uint8Array(bytes)]).stream()
  const semaphore = createSemaphore(1, 0)
  const arrival = createIncoming(0).open()
  const received = await receive(world, semaphore, arrival, { key, length: bytes.length, body, replaces })
  expect(semaphore.state()).toEqual({ inside: 0, waiting: 0 })
  return received
}

describe('the name', () => {
  it.each([
    ['evil.php', 'must end'],
    ['sizewright.config.ts', 'must end'],
    ['holiday/boat', 'must end'],
    ['boat.jpg.exe', 'must end'],
    ['jpg', 'must end'],
    ['.htaccess', 'begin with a dot'],
    ['.ssh/authorized_keys', 'begin with a dot'],
    ['.ssh/boat.jpg', 'begin with a dot'],
    ['holiday/.git/boat.jpg', 'begin with a dot'],
    ['.boat.jpg', 'begin with a dot'],
    ['holiday/...jpg', 'begin with a dot'],
    ['.jpg', 'begin with a dot'],
    ['../boat.jpg', 'has an empty'],
    ['boat.jpg.meta.json', 'notes about pictures'],
  ])('%s is refused, whatever is in the file', async (key, message) => {
    const world = createWorld()
    expect(await upload(world, key, await jpegOf(80, 60))).toEqual({
      status: 400,
      message: expect.stringContaining(message),
    })
    expect(await keysOf(world.originals)).toEqual([])
  })

  it.each(['a.jpg', 'a.JPEG', 'a.jfif', 'b.c/a.jpg', 'a..jpg', 'été 1+1.jpg'])('%s is kept', async (key) => {
    const world = createWorld()
    expect(await upload(world, key, await jpegOf(80, 60))).toEqual({ status: 201, key })
    expect(await keysOf(world.originals)).toEqual([key])
  })

  it.each([
    ['IMG_0001.HEIC', 'IMG_0001.jpg'], // as phones share them
    ['holiday/boat.png', 'holiday/boat.jpg'],
    ['boat.tar.gif', 'boat.tar.jpg'],
    ['favicon.ico', 'favicon.jpg'],
    ['a.b/boat.svg', 'a.b/boat.jpg'],
  ])('%s of a JPEG becomes %s, and the sender is told', async (asked, key) => {
    const world = createWorld()
    expect(await upload(world, asked, await jpegOf(80, 60))).toEqual({
      status: 201,
      key,
      note: 'what is in it is JPEG',
    })
    expect(await keysOf(world.originals)).toEqual([key])
    expect(world.sent).toEqual([expect.objectContaining({ message: { key } })])
    expect((await world.originals.head(key))?.contentType).toBe('image/jpeg')
  })

  it('of every kind is one that the kind may have', async () => {
    const drawn = {
      png: await pngWithAlpha(20),
      svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    }
    const made = sharp(await jpegOf(20, 20))
    const all = {
      ...drawn,
      webp: await made.webp().toBuffer(),
      gif: await made.gif().toBuffer(),
      tiff: await made.tiff().toBuffer(),
      avif: await made.avif().toBuffer(),
    }
    for (const [ending, bytes] of Object.entries(all)) {
      const key = `boat.${ending}`
      expect(await upload(createWorld(), 'boat.jpg', bytes)).toMatchObject({ status: 201, key })
      expect(await upload(createWorld(), key, bytes)).toEqual({ status: 201, key })
    }
    expect(await upload(createWorld(), 'boat.heif', all.avif)).toEqual({ status: 201, key: 'boat.heif' })
  })

  it('that is taken is the one that it would be stored under', async () => {
    const world = createWorld()
    const [first, second] = [await jpegOf(80, 60), await jpegOf(90, 60)]
    await upload(world, 'IMG_1.jpg', first)
    const taken = await upload(world, 'IMG_1.HEIC', second)
    expect(taken).toMatchObject({ status: 409, key: 'IMG_1.jpg', free: 'IMG_1-2.jpg' })
    const etag = taken.status === 409 ? taken.etag : null
    expect(await upload(world, 'IMG_1.HEIC', second, etag)).toMatchObject({ status: 201, key: 'IMG_1.jpg' })
    expect(await keysOf(world.originals)).toEqual(['IMG_1.jpg'])
  })
})

describe('the content', () => {
  it('is decoded before it is stored', async () => {
    const world = createWorld({ limits: { pixels: 10_000 } })
    const whole = await jpegOf(100, 100)
    const cut = await upload(world, 'cut.jpg', whole.subarray(0, whole.length / 2))
    expect(cut).toEqual({ status: 415, message: expect.stringContaining('damaged') })
    const large = await upload(world, 'large.jpg', await jpegOf(101, 100))
    expect(large).toEqual({ status: 415, message: expect.stringContaining('pixels') })
    const script = Buffer.concat([Buffer.from('\xff\xd8\xff', 'latin1'), Buffer.from('<?php system($_GET["c"]);')])
    expect(await upload(world, 'script.jpg', script)).toMatchObject({ status: 415 })
    expect([await keysOf(world.originals), await keysOf(world.errors), world.sent]).toEqual([[], [], []])
    expect(await upload(world, 'whole.jpg', whole)).toEqual({ status: 201, key: 'whole.jpg' })
  })

  it('that cannot be tried out now is no verdict: it is asked for again', async () => {
    const starved = () => Promise.reject(new Unjudged('time', false, 'it took too long'))
    const world = { ...createWorld(), openPicture: starved }
    const sameOrigin = { refusalOf: () => null }
    const page = edits({ ports: world, semaphore: createSemaphore(1, 0), sameOrigin, mayChange: true })
    const put = () => page.request('/_gallery/originals?key=boat.jpg', { method: 'PUT', body: new Uint8Array(picture) })
    const picture = await jpegOf(80, 60)
    const answer = await put()
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([
      503,
      '1',
      { message: 'the picture could not be tried out now, try again in a moment' },
    ])
    expect(await keysOf(world.originals)).toEqual([])
  })

  it('waits for its place among what is decoded for requests', async () => {
    const world = createWorld()
    const semaphore = createSemaphore(1, 0)
    const release = await semaphore.acquire()
    const page = edits({ ports: world, semaphore, sameOrigin: { refusalOf: () => null }, mayChange: true })
    const picture = await jpegOf(80, 60)
    const put = async () =>
      (await page.request('/_gallery/originals?key=boat.jpg', { method: 'PUT', body: new Uint8Array(picture) })).status
    const full = await put()
    release()
    expect([full, await put(), await keysOf(world.originals)]).toEqual([503, 201, ['boat.jpg']])
  })
})

it('over HTTP: stored under the right name, and served', async () => {
  const { originals, data } = await folders()
  const service = await start([originals, '--data', data, '--port', '0'])
  const picture = await jpegOf(300, 200)
  const put = (key: string, bytes: Uint8Array) =>
    send(service.url, `/_gallery/originals?key=${encodeURIComponent(key)}`, 'PUT', OWN, bytes)
  expect(JSON.parse((await put('IMG_1.HEIC', picture)).text)).toEqual({
    key: 'IMG_1.jpg',
    note: 'what is in it is JPEG',
    page: '/_gallery/original?key=IMG_1.jpg',
  })
  expect((await put('cut.jpg', picture.subarray(0, 900))).status).toBe(415)
  expect((await put('evil.php', picture)).status).toBe(400)
  expect(await filesBelow(originals)).toEqual(['IMG_1.jpg'])
  expect(picture.equals(await readFile(join(originals, 'IMG_1.jpg')))).toBe(true)
  await eventually(
    () => service.get('/medium/IMG_1.jpg'),
    ({ status }) => status === 200,
  )
  expect(await filesBelow(join(data, 'errors'))).toEqual([])
})
