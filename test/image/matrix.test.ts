import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createCatalogue, type PictureRendition } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { openOriginal } from '../../src/core/original.ts'
import { boundContainer } from '../../src/image/container/container.ts'
import { openPicture } from '../../src/image/picture.ts'
import { sharp } from '../../src/image/sharp.ts'
import { decoders, sniff } from '../../src/image/sniff.ts'
import type { Rendered } from '../../src/recipe.ts'
import { type Fixture, readFixtures } from '../pictures/fixtures.ts'
import { createWorld, upload } from '../world.ts'

const settings = resolveConfig({ formats: ['avif', 'webp'] })
const { pictures, boxes } = createCatalogue(settings, decoders)
const fixtures = readFixtures()

/** Every kind of picture, in every variant and format: what is seen is what was meant. */
describe.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('%s', (_, fixture) => {
  it('comes out right in every variant and format', async () => {
    const picture = await openPicture(fixture.bytes, settings.limits, boxes)
    for (const rendition of pictures.values()) {
      const rendered = await picture.render(rendition)
      expect(typesFor(rendition, fixture), rendition.name).toContain(rendered.contentType)
      expect([rendered.width, rendered.height], rendition.name).toEqual(sizeFor(rendition, fixture))
      await expectFrames(rendered, fixture, rendition.name)
      await expectNothingElse(rendered, fixture, rendition.name)
    }
  })
})

it('loses the gain map of a photo, and keeps it in what shows the whole of it where that is wanted', async () => {
  const { bytes } = named('hdr.jpg')
  for (const keepGainMap of [false, true]) {
    const { pictures } = createCatalogue(resolveConfig({ keepGainMap }), decoders)
    const picture = await openPicture(bytes, settings.limits, boxes)
    for (const name of ['thumbnail', 'medium', 'large', 'webp']) {
      const rendered = await picture.render(pictures.get(name)!)
      const { gainMap } = await sharp(rendered.bytes).metadata()
      const isKept = keepGainMap && (name === 'medium' || name === 'large')
      expect(gainMap !== undefined, `${name}, ${keepGainMap}`).toBe(isKept)
      await expectFrames(rendered, named('hdr.jpg'), name)
    }
  }
})

it('is refused where data is missing, and not where only the end marker is', async () => {
  const whole = named('large.jpg').bytes
  const open = async (bytes: Buffer): Promise<Rendered> => {
    const picture = await openPicture(bytes, settings.limits, boxes)
    return picture.render(pictures.get('thumbnail')!)
  }
  expect(await open(whole.subarray(0, -2))).toMatchObject({ width: 150, height: 150 })
  for (const left of [0.95, 0.5])
    await expect(open(whole.subarray(0, whole.length * left))).rejects.toMatchObject({ reason: 'damaged' })
})

// Red, 2 x 2 pixels, by ImageMagick 6 and cjxl 0.7.
it.each([
  [
    'BMP',
    '424d460000000000000036000000280000000200000002000000010018000000000010000000000000000000000000000000000000000000ff0000ff00000000ff0000ff0000',
  ],
  [
    'JXL',
    'ff0a08109050b9b78a200012880200d4005de5120000152aa38c1bbc9cebf9f24387c5b48deb0c6db56d6149a2c8383649277048128bc0c605780303803173d8040f94a89204',
  ],
  ['ICO', '0000010001001010000001002000680400001600000000'],
])('%s is refused by its name, whatever it claims to be', async (kind, hex) => {
  const world = createWorld()
  await upload(world.originals, 'boat.jpg', Buffer.from(hex, 'hex'))
  const original = await openOriginal(world, 'boat.jpg')
  await original?.close()
  expect(original?.verdict).toMatchObject({ reason: 'unsupported', message: `${kind} pictures are not supported` })
})

it('is refused with the reason where its upload has packed it with gzip', async () => {
  const world = createWorld()
  await upload(world.originals, 'boat.jpg', gzipSync(named('baseline.jpg').bytes))
  const original = await openOriginal(world, 'boat.jpg')
  await original?.close()
  const message = 'the file is packed with gzip, perhaps by its upload (Content-Encoding): store the picture as it is'
  expect(original?.verdict).toMatchObject({ reason: 'unsupported', message })
})

function named(name: string): Fixture {
  return fixtures.find((fixture) => fixture.name === name)!
}

/** A fallback may be the original, where that is a picture that every browser shows. */
function typesFor(rendition: PictureRendition, fixture: Fixture): string[] {
  const own = /\.(jpg|png|gif)$/.exec(fixture.name)?.[1]?.replace('jpg', 'jpeg')
  const mayStandIn = rendition.encoding.format === 'fallback' && own !== undefined
  return [...typesOfAnew(rendition, fixture), ...(mayStandIn ? [`image/${own}`] : [])]
}

/** By the configuration above, and by what is in the picture. */
function typesOfAnew({ encoding: { format } }: PictureRendition, { frames }: Fixture): string[] {
  if (frames.length > 1) return [format === 'fallback' ? 'image/gif' : 'image/webp']
  if (format !== 'fallback') return [`image/${format}`]
  const isOpaque = frames[0]!.every(([, , , alpha = 255]) => alpha === 255)
  return isOpaque ? ['image/jpeg', 'image/png'] : ['image/png']
}

function sizeFor({ box }: PictureRendition, fixture: Fixture): [number, number] {
  const enlarged = fixture.isScalable ? 100 : 1
  const [width, height] = [fixture.width * enlarged, fixture.height * enlarged]
  if (box.fit === 'cover') {
    const side = Math.min(box.width, width, height)
    return [side, side]
  }
  const scale = Math.min(1, box.width / width, box.height / height)
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))]
}

async function expectFrames({ bytes, width, height }: Rendered, fixture: Fixture, name: string): Promise<void> {
  const file = boundContainer(sniff(bytes), bytes) // browsers need no such help to show an original
  const { pages = 1, delay = [], loop = 0 } = await sharp(file).metadata()
  expect([pages, delay, loop], name).toEqual([fixture.frames.length, fixture.delay, fixture.loop])
  const all = sharp(file, { pages: pages > 1 ? -1 : 1 })
    .toColourspace('srgb')
    .ensureAlpha()
  const { data, info } = await all.raw().toBuffer({ resolveWithObject: true })
  expect([info.width, info.height], name).toEqual([width, height * pages])
  for (const [frame, quarters] of fixture.frames.entries()) {
    for (const [index, colour] of quarters.entries()) {
      const x = Math.floor(width * (index % 2 === 0 ? 0.25 : 0.75))
      const y = Math.floor(height * (index < 2 ? 0.25 : 0.75))
      const at = ((frame * height + y) * width + x) * 4
      const seen = [...data.subarray(at, at + 4)]
      expect(seen, `${name}, frame ${frame}, quarter ${index}`).toSatisfy(alike(colour, fixture.tolerance))
    }
  }
}

/** What is transparent has no colour. */
function alike([r, g, b, alpha = 255]: readonly number[], tolerance: number) {
  return (seen: readonly number[]): boolean =>
    Math.abs(seen[3]! - alpha) <= (alpha === 255 ? 0 : 4) &&
    (alpha === 0 || [r!, g!, b!].every((value, channel) => Math.abs(value - seen[channel]!) <= tolerance))
}

async function expectNothingElse({ bytes }: Rendered, { rights }: Fixture, name: string): Promise<void> {
  const { exif, xmp, iptc, icc, comments, orientation = 1 } = await sharp(bytes).metadata()
  expect([xmp, iptc, icc, comments, orientation], name).toEqual([undefined, undefined, undefined, undefined, 1])
  expect(Buffer.from(bytes).toString('latin1'), name).not.toMatch(/GPS|4711|Berlin|Maker|Camera|at home/i)
  if (rights === null) expect(exif, name).toBeUndefined()
  else for (const text of Object.values(rights)) expect(String(exif), name).toContain(`${text}\0`)
}
