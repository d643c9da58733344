import sharp from 'sharp'
import { afterEach, describe, expect, it } from 'vitest'
import type { Config } from '../../../src/config/config.ts'
import { reconcile } from '../../../src/core/reconcile.ts'
import { createServe } from '../../../src/core/serve.ts'
import { Refused } from '../../../src/errors.ts'
import { animatedGif, jpegOf } from '../../image/pictures.ts'
import { allClosed, bytesOf, createWorld, keysOf, roomy, upload, type World } from '../../world.ts'

const KEY = 'a/boat.jpg'
const variants = { square: { width: 20, height: 20, fit: 'cover' }, small: { width: 50, height: 50 } } as const
const more: Config = { variants, widths: [60, 90], formats: ['avif', 'webp'] }

async function withOriginal(bytes: Uint8Array, config: Config): Promise<World> {
  const { fonts: _, ...rest } = config
  const world = createWorld(rest)
  await upload(world.originals, KEY, bytes)
  return world
}

async function serve(world: World, name: string): Promise<Uint8Array> {
  const served = await createServe(world, roomy())(world.catalogue.renditions.get(name)!, KEY)
  await served.finish()
  return served.rendered.bytes
}

async function storedIn(world: World): Promise<Record<string, string>> {
  const paths = await keysOf(world.processed)
  const bytes = await Promise.all(paths.map((path) => bytesOf(world.processed, path)))
  return Object.fromEntries(paths.map((path, index) => [path, Buffer.from(bytes[index]!).toString('base64')]))
}

afterEach(allClosed)

describe('sizes that are not pre-warmed', () => {
  const animated = { limits: { animationPixels: 30_000 } } // enough for one frame after the other, not for all in memory
  const deep = { limits: { pixels: 10_000 } } // of which each of 16 bits counts twice
  const originals = {
    'a photo': [() => jpegOf(200, 120), {}],
    'a photo that stands': [() => jpegOf(90, 300), {}],
    'an animation': [() => animatedGif(100, 100), animated],
    'a picture of 16 bits': [() => deepPng(), deep],
  } as const

  it.each(Object.entries(originals))(
    'change no byte of the others, nor whether there are any: %s',
    async (_, [draw, limits]) => {
      const original = await draw()
      const [plain, ladder] = [
        await withOriginal(original, { ...more, ...limits, widths: [] }),
        await withOriginal(original, { ...more, ...limits }),
      ]
      for (const world of [plain, ladder]) expect((await reconcile(world, { key: KEY })).refused).toBeNull()
      const expected = await storedIn(plain)
      expect(Object.keys(expected)).toHaveLength(7)
      expect(await storedIn(ladder)).toEqual(expected)
    },
  )

  it('have a decode of their own at their first request, and are stored alone', async () => {
    const world = await withOriginal(await jpegOf(200, 120), more)
    await reconcile(world, { key: KEY })
    const before = await keysOf(world.processed)
    const { counting, decoded } = countDecodes(world)
    const bytes = await serve(counting, 'w90.webp')
    expect(decoded).toEqual([[90]])
    expect((await keysOf(world.processed)).filter((path) => !before.includes(path))).toEqual([`w90.webp/${KEY}`])
    const alone = await withOriginal(await jpegOf(200, 120), { widths: [90] })
    expect(Buffer.compare(bytes, await serve(alone, 'w90.webp')), 'which says what its bytes are').toBe(0)
  })

  it('share a decode with the other formats of the same size, which are asked for at once', async () => {
    const world = await withOriginal(await jpegOf(200, 120), more)
    await reconcile(world, { key: KEY })
    const { counting, decoded } = countDecodes(world)
    const serveOne = createServe(counting, roomy())
    const names = ['w60', 'w90.webp', 'w90', 'w90.avif']
    const served = await Promise.all(names.map((name) => serveOne(world.catalogue.renditions.get(name)!, KEY)))
    for (const one of served) await one.finish()
    expect(decoded).toEqual([[60], [90]])
    expect(await keysOf(world.processed)).toEqual(expect.arrayContaining(names.map((name) => `${name}/${KEY}`)))
  })

  it('may be refused without the others', async () => {
    const world = await withOriginal(await deepPng(), { ...more, ...deep })
    await expect(serve(world, 'w90')).rejects.toThrow(
      new Refused('too-many-pixels', '90 x 90 pixels would have to be decoded, the limit is 5000'),
    )
    expect(world.sent).toEqual([{ message: { key: KEY }, delayMs: 0 }])
    expect((await reconcile(world, { key: KEY })).refused).toBeNull()
    expect(await keysOf(world.errors)).toEqual([])
    expect(await keysOf(world.processed)).toHaveLength(7)
  })

  it('may be all that there are, beside the info', async () => {
    const lazy = { tiny: { width: 16, prewarm: false } } as const
    const world = await withOriginal(await jpegOf(200, 120), { variants: lazy, widths: [90] })
    await reconcile(world, { key: KEY })
    expect(await keysOf(world.processed)).toEqual([`info/${KEY}`])
    const info: unknown = JSON.parse(Buffer.from((await bytesOf(world.processed, `info/${KEY}`))!).toString())
    expect(info).toMatchObject({ width: 200, height: 120, renditions: [] })
    await serve(world, 'tiny')
    expect(await keysOf(world.processed)).toContain(`tiny/${KEY}`)
  })
})

/** Notes the widths of the boxes that an original is decoded for. */
function countDecodes(world: World): { counting: World; decoded: number[][] } {
  const decoded: number[][] = []
  const openPicture: World['openPicture'] = (...args) => {
    decoded.push(args[2].map(({ width }) => width))
    return world.openPicture(...args)
  }
  return { counting: { ...world, openPicture }, decoded }
}

async function deepPng(): Promise<Buffer> {
  const side = { width: 100, height: 100 }
  return sharp(await jpegOf(100, 100))
    .resize(side)
    .toColourspace('rgb16')
    .png()
    .toBuffer()
}
