import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { readWatermarks } from '../../src/cli/watermarks.ts'
import { ConfigFault, resolveConfig, withFaults } from '../../src/config/config.ts'
import { sharp } from '../../src/image/sharp.ts'
import { folders } from '../local/running.ts'

const PATHS = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><!-- <text> --><path d="M0 0H4V2H0z"/></svg>'
const TEXT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><text y="1">© me</text></svg>'

const draw = (format: 'png' | 'webp' | 'gif' | 'jpeg' | 'avif' | 'tiff') =>
  sharp({ create: { width: 4, height: 2, channels: 3, background: 'red' } })
    .toFormat(format)
    .toBuffer()

it('the bytes of files take the place of their paths, wherever a watermark may be', async () => {
  const { root } = await folders()
  await mkdir(join(root, 'marks'))
  const png = await draw('png')
  await writeFile(join(root, 'logo.png'), png)
  await writeFile(join(root, 'marks/drawn.svg'), PATHS)
  const config = Object.freeze({
    formats: ['avif'],
    watermark: Object.freeze({ image: 'logo.png', width: '30%' }),
    variants: {
      hero: { width: 1920, watermark: { image: './marks/drawn.svg', tile: true } },
      small: { width: 100, watermark: false },
      medium: { width: 600 },
      absolute: { width: 700, watermark: { image: join(root, 'logo.png') } },
      url: { width: 800, watermark: { image: pathToFileURL(join(root, 'logo.png')).href } },
    },
  })
  const pngUrl = `data:image/png;base64,${png.toString('base64')}`
  const svgUrl = `data:image/svg+xml;base64,${Buffer.from(PATHS).toString('base64')}`
  const read = readWatermarks(config, root)
  expect(read.faults).toEqual([])
  expect(read.config).toEqual({
    formats: ['avif'],
    watermark: { image: pngUrl, width: '30%' },
    variants: {
      hero: { width: 1920, watermark: { image: svgUrl, tile: true } },
      small: { width: 100, watermark: false },
      medium: { width: 600 },
      absolute: { width: 700, watermark: { image: pngUrl } },
      url: { width: 800, watermark: { image: pngUrl } },
    },
  })
  expect(read.images).toHaveLength(4)
  expect(read.images[1]).toEqual({ setting: 'variants.hero.watermark.image', name: './marks/drawn.svg', image: svgUrl })
  expect(readWatermarks(read.config, '/nowhere')).toMatchObject({ config: read.config, faults: [] })
})

it.each(['png', 'webp', 'gif', 'jpeg', 'avif'] as const)(
  '%s is told by its bytes, whatever its name',
  async (format) => {
    const { root } = await folders()
    const bytes = await draw(format)
    await writeFile(join(root, 'logo.tiff'), bytes)
    const image = `data:image/${format};base64,${bytes.toString('base64')}`
    expect(readWatermarks({ watermark: { image: 'logo.tiff' } }, root)).toMatchObject({
      config: { watermark: { image } },
      faults: [],
    })
  },
)

it('all faults are named at once, with those of the other settings', async () => {
  const { root } = await folders()
  await mkdir(join(root, 'folder.png'))
  await writeFile(join(root, 'large.png'), Buffer.concat([await draw('png'), Buffer.alloc(2 ** 20)]))
  await writeFile(join(root, 'scan.png'), await draw('tiff'))
  await writeFile(join(root, 'words.png'), 'no picture at all')
  await writeFile(join(root, 'empty.png'), '')
  const kept = { image: 'logo.png', opacity: 2 }
  const marked = (image: unknown) => ({ width: 100, watermark: { image } })
  const config = {
    watermark: kept,
    variants: {
      a: marked('folder.png'),
      b: marked('/dev/null'),
      c: marked('large.png'),
      d: marked('scan.png'),
      e: marked('words.png'),
      f: marked('empty.png'),
      h: marked('/nowhere/logo.png'),
      i: marked('data:image/png;base64,AAAA'),
      j: marked('data:image/png'),
      l: marked('https://www.example.com/logo.png'),
      m: marked('with\0zero.png'),
      n: marked(7),
      o: marked(''),
      p: { width: 100, watermark: 'logo.png' },
    },
  }
  const { config: read, images, faults } = readWatermarks(config, root)
  expect(images).toEqual([])
  expect(read).toEqual(config)
  const noPicture = 'is no PNG, WebP, SVG, JPEG, GIF or AVIF picture'
  const ofFiles = [
    `watermark.image: there is no file logo.png in ${root}`,
    'variants.a.watermark.image: folder.png is no file',
    'variants.b.watermark.image: /dev/null is no file',
    expect.stringMatching(/^variants\.c\.watermark\.image: large\.png has 10\d+ bytes, the limit is 1048576$/),
    `variants.d.watermark.image: scan.png ${noPicture}`,
    `variants.e.watermark.image: words.png ${noPicture}`,
    `variants.f.watermark.image: empty.png ${noPicture}`,
    'variants.h.watermark.image: there is no file /nowhere/logo.png',
    `variants.i.watermark.image: the data URL ${noPicture}`,
    'variants.j.watermark.image: the data URL is malformed',
    `variants.l.watermark.image: there is no file https://www.example.com/logo.png in ${root}`,
    expect.stringMatching(/^variants\.m\.watermark\.image: with\0zero\.png cannot be read: /),
  ]
  expect(faults).toEqual(ofFiles)
  const ofSchema = [
    'watermark.opacity: ',
    'variants.n.watermark.image: ',
    'variants.o.watermark.image: ',
    'variants.p.watermark: ',
  ]
  const all = faultsOf(() => withFaults(faults, () => resolveConfig(read)))
  expect(all).toHaveLength(ofSchema.length + ofFiles.length)
  expect(all).toEqual(expect.arrayContaining([...ofSchema.map((start) => expect.stringContaining(start)), ...ofFiles]))
})

it('faults of files alone are faults, too, and without any the settings come back', () => {
  const settings = resolveConfig({})
  expect(faultsOf(() => withFaults(['watermark.image: …'], () => settings))).toEqual(['watermark.image: …'])
  expect(withFaults([], () => settings)).toBe(settings)
  expect(() => withFaults(['watermark.image: …'], () => JSON.parse('{'))).toThrow(SyntaxError)
})

it.each([
  undefined,
  null,
  7,
  [],
  'logo.png',
  {},
  { watermark: null },
  { watermark: [], variants: [{ watermark: {} }] },
])('what is no configuration is left to the schema: %j', (config) =>
  expect(readWatermarks(config, '.')).toEqual({ config, images: [], faults: [] }),
)

function faultsOf(check: () => unknown): readonly string[] {
  try {
    check()
  } catch (error) {
    if (error instanceof ConfigFault) return error.faults
    throw error
  }
  return []
}

it('a drawing is written as one, however it was, so that its recipe can follow the fonts', () => {
  const written = `data:image/svg+xml;base64,${Buffer.from(TEXT).toString('base64')}`
  for (const image of [written, `data:image/svg+xml,${encodeURIComponent(TEXT)}`, written.replace('svg+xml', 'png')]) {
    expect(readWatermarks({ watermark: { image } }, '/nowhere').config).toEqual({ watermark: { image: written } })
  }
})
