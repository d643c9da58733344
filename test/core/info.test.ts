import sharp from 'sharp'
import { afterEach, describe, expect, it } from 'vitest'
import { createApp } from '../../src/core/app.ts'
import { createServe } from '../../src/core/serve.ts'
import type { Info } from '../../src/core/info.ts'
import { reconcile } from '../../src/core/reconcile.ts'
import { sourceOf } from '../../src/core/stored.ts'
import { jpegOf } from '../image/pictures.ts'
import { allClosed, bytesOf, createWorld, keysOf, remove, roomy, upload, type World } from '../world.ts'

afterEach(allClosed)

const KEY = 'été/1+1 (2)%.jpg'
const STORED = 'info/_xC3_xA9t_xC3_xA9/1_x2B1_x20_x282_x29_x25.jpg'

async function storedInfo(world: World): Promise<Info> {
  return JSON.parse(Buffer.from((await bytesOf(world.processed, STORED))!).toString())
}

describe('what is told of an original', () => {
  it('is all that a page needs, and true of what is stored', async () => {
    const world = createWorld()
    await upload(world.originals, KEY, await jpegOf(1600, 1000))
    await reconcile(world, { key: KEY })
    const info = await storedInfo(world)
    expect(info).toMatchObject({
      key: KEY,
      width: 1600,
      height: 1000,
      bytes: (await world.originals.head(KEY))!.size,
      format: 'jpeg',
      orientation: 1,
      colourSpace: 'srgb',
      hasAlpha: false,
      pages: 1,
      frames: 1,
    })
    expect(info.renditions.map(({ name, url, type, width, height }) => [name, url, type, width, height])).toEqual([
      ['thumbnail', '/thumbnail/%C3%A9t%C3%A9/1%2B1%20(2)%25.jpg', 'image/jpeg', 150, 150],
      ['thumbnail.webp', '/thumbnail.webp/%C3%A9t%C3%A9/1%2B1%20(2)%25.jpg', 'image/webp', 150, 150],
      ['medium', '/medium/%C3%A9t%C3%A9/1%2B1%20(2)%25.jpg', 'image/jpeg', 600, 375],
      ['medium.webp', '/medium.webp/%C3%A9t%C3%A9/1%2B1%20(2)%25.jpg', 'image/webp', 600, 375],
      ['large', '/large/%C3%A9t%C3%A9/1%2B1%20(2)%25.jpg', 'image/jpeg', 1200, 750],
      ['webp', '/webp/%C3%A9t%C3%A9/1%2B1%20(2)%25.jpg', 'image/webp', 1200, 750],
    ])
    for (const { name, bytes, width, height } of info.renditions) {
      const stored = await bytesOf(world.processed, STORED.replace('info', name))
      expect(stored).toHaveLength(bytes)
      expect(await sharp(stored!).metadata()).toMatchObject({ width, height })
    }
    const placeholder = await sharp(Buffer.from(info.placeholder.split(',')[1]!, 'base64')).metadata()
    expect(placeholder).toMatchObject({ format: 'webp', width: 32 })
  })

  it('is the same whether all is made, or only the info is missing, or it is asked for first', async () => {
    const world = createWorld()
    await upload(world.originals, KEY, await jpegOf(300, 200))
    await reconcile(world, { key: KEY })
    const made = await bytesOf(world.processed, STORED)
    await remove(world.processed, STORED)
    expect((await reconcile(world, { key: KEY })).rendered).toEqual(['info'])
    expect(await bytesOf(world.processed, STORED)).toEqual(made)

    for (const path of await keysOf(world.processed)) await remove(world.processed, path)
    const pending: Promise<void>[] = []
    const serve = createServe(world, roomy())
    const app = createApp({
      catalogue: world.catalogue,
      serve,
      later: (work) => pending.push(work()),
      report: () => {},
    })
    const answer = await app.request(`/${STORED}`)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json'])
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(made)
    await Promise.all(pending)
    expect(await keysOf(world.processed)).toHaveLength(7)
    expect(await bytesOf(world.processed, STORED)).toEqual(made)
  })

  it('changes with the original, with what it tells of, and goes with the original', async () => {
    const world = createWorld({ variants: { small: { width: 100 } } })
    await upload(world.originals, KEY, await jpegOf(300, 200))
    await reconcile(world, { key: KEY })
    await upload(world.originals, KEY, await jpegOf(200, 300))
    expect((await reconcile(world, { key: KEY })).rendered).toContain('info')
    expect(await storedInfo(world)).toMatchObject({ width: 200, height: 300 })
    const more = createWorld({ variants: { small: { width: 100 }, tiny: { width: 50 } } }, world)
    expect((await reconcile(more, { key: KEY })).rendered.toSorted()).toEqual(['info', 'tiny', 'tiny.webp'])
    expect((await storedInfo(world)).renditions.map(({ name }) => name)).toEqual([
      'tiny',
      'tiny.webp',
      'small',
      'small.webp',
    ])
    await remove(world.originals, KEY)
    await reconcile(more, { key: KEY })
    expect(await keysOf(world.processed)).toEqual([])
  })

  it('says what is seen of a transparent picture, and when and with what a photo was taken, but not where', async () => {
    const world = createWorld()
    const clear = await sharp({ create: { width: 60, height: 40, channels: 4, background: '#00000000' } })
      .composite([{ input: { create: { width: 20, height: 20, channels: 4, background: '#e02010' } } }])
      .png()
      .toBuffer()
    await upload(world.originals, KEY, clear, 'image/png')
    await reconcile(world, { key: KEY })
    const transparent = await storedInfo(world)
    expect(transparent).toMatchObject({ format: 'png', hasAlpha: true })
    expect(transparent.dominantColour).toMatch(/^#[de].[12].[01].$/)

    const exif = {
      IFD0: { Make: 'Canon', Model: 'EOS 5D', Artist: 'Ann' },
      IFD2: {
        DateTimeOriginal: '2026:05:01 10:20:30',
        OffsetTimeOriginal: '+02:00',
        BodySerialNumber: '123456',
        LensModel: 'EF 50mm',
      },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 0/1' },
    }
    const photo = await sharp(await jpegOf(300, 200))
      .withExif(exif)
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer()
    await upload(world.originals, KEY, photo)
    await reconcile(world, { key: KEY })
    const info = await storedInfo(world)
    expect(info).toMatchObject({
      camera: { make: 'Canon', model: 'EOS 5D', lens: 'EF 50mm' },
      taken: '2026-05-01T10:20:30+02:00',
      artist: 'Ann',
      orientation: 6,
      width: 200,
      height: 300,
    })
    expect(JSON.stringify(info)).not.toMatch(/gps|latitude|serial|123456/i)
  })

  it('stems from the focus as it is understood', async () => {
    const world = createWorld()
    const etag = await upload(world.originals, KEY, await jpegOf(30, 20))
    const head = (await world.originals.head(KEY))!
    expect(sourceOf({ ...head, metadata: { focus: ' 0.30, 0.7' } })).toBe(`${etag} focus=0.3,0.7`)
    expect(sourceOf({ ...head, metadata: { focus: 'left' } })).toBe(etag)
  })
})
