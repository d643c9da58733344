import { afterEach, describe, expect, it } from 'vitest'
import { createCatalogue } from '../../../../src/config/catalogue.ts'
import { createServe } from '../../../../src/core/serve.ts'
import { Busy } from '../../../../src/errors.ts'
import { decoders } from '../../../../src/image/sniff.ts'
import { createLatestWins } from '../../../../src/local/gallery/playground/latest-wins.ts'
import { readTrial } from '../../../../src/local/gallery/playground/trial.ts'
import { jpegOf } from '../../../image/pictures.ts'
import { allClosed, createWorld, keysOf, roomy, upload, type World } from '../../../world.ts'
import { OWN } from '../../send.ts'
import { over, WISH } from './asking.ts'

afterEach(allClosed)

it('the lines are short, and keep the sizes that are there', async () => {
  const { settings } = createWorld()
  const { lines } = await readTrial({ ...WISH, name: 'my-hero', fit: 'cover', quality: '80' }, settings)
  expect(lines).toBe(`variants: {
  thumbnail: { width: 150, height: 150, fit: 'cover', quality: { avif: 65 } },
  medium: { width: 600, height: 600 },
  large: { width: 1200, height: 1200 },
  webp: { width: 1200, height: 1200, format: 'webp' },
  'my-hero': { width: 300, height: 200, fit: 'cover', format: 'webp', prewarm: false },
},`)
  const renamed = { tiny: { width: 9 } }
  const ofTheSameNames = { ...createWorld().settings.variants, medium: { width: 777 } }
  for (const variants of [renamed, ofTheSameNames]) {
    expect((await readTrial(WISH, createWorld({ variants }).settings)).lines).toBe(`variants: {
  // … those that are there already
  hero: { width: 300, height: 200, format: 'webp', prewarm: false },
},`)
  }
})

it('a trial is told beside what is stored, and stores nothing', async () => {
  const world = createWorld()
  await upload(world.originals, 'boat.jpg', await jpegOf(900, 700))
  const { ask } = over(world)
  expect((await ask(WISH)).told).toMatch(/^257 × 200, WebP, [\d.]+ k?B\.$/)
  const medium = world.catalogue.pictures.get('medium.webp')!
  const served = await createServe(world, roomy())(medium, 'boat.jpg')
  await served.finish()
  const before = await keysOf(world.processed)
  const { told } = await ask({ ...WISH, width: '600', height: '600', quality: '30' })
  expect(told).toMatch(
    /^600 × 467, WebP, [\d.]+ k?B: \d+ % less than what is stored as medium\.webp \(600 × 467, WebP, [\d.]+ k?B\)\. Structural similarity to it: 0\.9\d\d\.$/,
  )
  expect(await keysOf(world.processed)).toEqual(before)
  expect([await keysOf(world.originals), await keysOf(world.errors)]).toEqual([['boat.jpg'], []])
  expect(world.sent).toEqual([])
})

it('a trial that is too small for its watermark says so', async () => {
  const world = createWorld()
  await upload(world.originals, 'boat.jpg', await jpegOf(900, 700))
  const { ask } = over(world)
  const text = { watermark: 'text', text: 'Me' }
  const small = await ask({ ...WISH, ...text })
  expect(small.told).toContain(' It is too small for the watermark, which begins at 300 pixels.')
  const large = await ask({ ...WISH, ...text, height: '300', width: '300' })
  expect([large.told?.includes('too small'), large.image === small.image]).toEqual([false, false])
})

describe('what makes no sense is refused in the words of the configuration', () => {
  it.each([
    [{ name: 'large' }, "name: there is a size named 'large' already"],
    [{ name: 'Hero!' }, 'a variant is named by 1 to 40 of a-z, 0-9 and -, beginning with a letter'],
    [{ name: '__proto__' }, "name: no size may be named '__proto__'"],
    [{ name: '' }, 'a variant is named by 1 to 40 of a-z, 0-9 and -, beginning with a letter'],
    [{ width: '0' }, 'width: must be a whole number of pixels from 1 to 16383, but is 0'],
    [{ width: '1e9' }, 'width: up to 4096 pixels are tried here'],
    [{ height: 'x' }, 'height: must be a whole number of pixels from 1 to 16383, but is NaN'],
    [{ width: '', height: '' }, 'needs a width, a height or both'],
    [{ fit: 'cover', height: '' }, "with fit 'cover' needs a width and a height"],
    [{ fit: 'fill' }, "fit: must be one of 'inside', 'cover', 'contain', but is 'fill'"],
    [{ fit: 'cover', position: 'left' }, "position: must be one of 'centre', 'attention', 'entropy', but is 'left'"],
    [{ quality: '101' }, 'quality.webp: must be a whole number from 1 to 100, but is 101'],
    [{ format: 'gif' }, 'format: must be one of negotiated.fallback'],
    [{ format: 'negotiated.avif' }, "format: avif is not among the configuration's formats"],
    [{ watermark: 'text', text: ' ' }, 'the watermark needs a text'],
    [{ watermark: 'text', text: 'x'.repeat(61) }, 'the text of the watermark may have 60 characters'],
    [{ watermark: 'text', text: 'a\nb' }, 'the text of the watermark has a control character'],
    [{ watermark: 'text', text: 'ok', gravity: 'up' }, "watermark.gravity: must be one of 'northwest'"],
    [{ watermark: 'text', text: 'ok', opacity: '150' }, 'watermark.opacity: must be a number from 0 to 1, but is 1.5'],
  ])('%j: %s', async (wish, message) => {
    const world = createWorld()
    await upload(world.originals, 'boat.jpg', await jpegOf(90, 70))
    const answer = await over(world).ask({ ...WISH, ...wish })
    expect(answer).toMatchObject({ status: 400, message: expect.stringContaining(message) })
  })
})

describe('who may try, and when', () => {
  it('nobody but the page itself, and nobody where the page changes nothing', async () => {
    const world = createWorld()
    const { ask } = over(world)
    expect(await ask(WISH, {})).toMatchObject({ status: 403, message: expect.stringContaining('needs the header') })
    expect(await ask(WISH, { ...OWN, 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403 })
    expect(await ask(WISH, { ...OWN, host: 'evil.example.com' })).toMatchObject({ status: 403 })
    expect(await over(world, { mayChange: false }).ask(WISH)).toMatchObject({
      status: 403,
      message: 'this is off: start the service with --uploads',
    })
  })

  it('of pictures only, that are there and can be decoded', async () => {
    const world = createWorld()
    const { ask, semaphore } = over(world)
    const bytes = await jpegOf(90, 70)
    await upload(world.originals, 'cut.jpg', bytes.subarray(0, 400))
    await upload(world.originals, 'notes.txt', Buffer.from('hello'), 'text/plain')
    expect(await ask(WISH)).toMatchObject({ status: 404 })
    expect(await ask(WISH, OWN, '../x')).toMatchObject({ status: 404 })
    expect(await ask(WISH, OWN, 'notes.txt')).toMatchObject({ status: 404 })
    expect(await ask(WISH, OWN, 'cut.jpg')).toMatchObject({ status: 415, message: expect.stringContaining('damaged') })
    expect(semaphore.state()).toEqual({ inside: 0, waiting: 0 })
  })

  it('not while anything waits that is to be kept, or that somebody has asked for', async () => {
    const world = createWorld()
    await upload(world.originals, 'boat.jpg', await jpegOf(90, 70))
    let isBusy = true
    const { ask } = over(world, { isBusy: () => isBusy })
    expect(await ask(WISH)).toMatchObject({ status: 503, after: '1' })
    isBusy = false
    expect(await ask(WISH)).toMatchObject({ status: 200 })
  })

  it('one at a time: of those that wait only the latest is made', async () => {
    const world = createWorld()
    await upload(world.originals, 'boat.jpg', await jpegOf(300, 200))
    const opened: number[] = []
    let begin = (): void => {}
    const begun = new Promise<void>((resolve) => (begin = resolve))
    const held = {
      ...world,
      openPicture: async (...args: Parameters<World['openPicture']>) => {
        opened.push(args[2][0]?.width ?? 0)
        await begun
        return world.openPicture(...args)
      },
    }
    const { ask } = over(held)
    const asked = ['10', '20', '30', '40'].map(async (width) => {
      const { status, told } = await ask({ ...WISH, width })
      return [status, told?.split(' ')[0]]
    })
    await Promise.race([asked[1], asked[2]]) // these two are turned away while the first is still at work
    begin()
    expect(await Promise.all(asked)).toEqual([
      [200, '10'],
      [503, undefined],
      [503, undefined],
      [200, '40'],
    ])
    expect(opened).toEqual([10, 40])
  })
})

it('a turn is handed on to the latest, and is free when nobody wants it', async () => {
  const turns = createLatestWins()
  const endFirst = await turns.take()
  const second = turns.take()
  const third = turns.take()
  await expect(second).rejects.toBeInstanceOf(Busy)
  endFirst()
  const endThird = await third
  const fourth = turns.take()
  endFirst() // again, which changes nothing
  endThird()
  ;(await fourth)()
  ;(await turns.take())()
})

it('a configuration that is complete stays what it is when it is checked again', () => {
  const { settings } = createWorld({ legacy: 'imgproxy', widths: [320, 640], variants: { a: { width: 9 } } })
  const again = createCatalogue(createWorld(settings).settings, decoders)
  expect(again).toMatchObject({ table: createCatalogue(settings, decoders).table })
})
