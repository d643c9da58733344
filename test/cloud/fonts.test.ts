import { readFileSync } from 'node:fs'
import { expect, inject, it } from 'vitest'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { createDecoderPool } from '../../src/decoders/pool.ts'
import { decoders } from '../../src/image/sniff.ts'
import { escapeKey } from '../../src/path.ts'
import type { Cloud } from './cloud.ts'
import { useCloud } from './use.ts'
import { linkTo } from './viewer.ts'

const start = useCloud()
const SWEEP = 240_000
const line = (y: number, attributes: string, text: string) => `<text x="5" y="${y}" ${attributes}>${text}</text>`
const svg = (inside: string) =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="400" height="150" font-size="20">${inside}</svg>`)
const DRAWING = svg(
  line(20, 'font-family="Arial"', 'Grüße, Ωμέγα, Жук → ∑') +
    line(50, 'font-family="Times New Roman" font-weight="bold"', 'Times, bold') +
    line(80, 'font-family="Courier New" font-style="italic"', 'Courier, italic') +
    '<switch><text y="120" systemLanguage="en">English</text><text y="120">Whoever reads</text></switch>',
)
const HAN = svg(line(40, '', '漢字'))

/** What one machine makes of a drawing with the configuration that is deployed, in a decoder of its own. */
async function onOneMachine(cloud: Cloud, drawing: Buffer, name: string, fonts?: string): Promise<Buffer> {
  const settings = resolveConfig(JSON.parse(readFileSync(`${cloud.stack().serve.root}/settings.json`, 'utf8')))
  expect(settings.fonts ?? {}, 'no path of the machine that deployed it').not.toHaveProperty('folder')
  const { pictures, boxes } = createCatalogue(settings, decoders)
  const pool = createDecoderPool({ size: 1, warm: 0, fonts })
  try {
    const picture = await pool.openPicture(drawing, settings.limits, boxes)
    const { bytes } = await picture.render(pictures.get(name)!)
    picture.close()
    return Buffer.from(bytes)
  } finally {
    pool.close()
  }
}

it('a drawing has the same bytes from the function, from the bucket and from one machine', async () => {
  const cloud = await start()
  cloud.events.hold()
  await cloud.originals.put('photos/drawing.svg', DRAWING)
  const made = await cloud.get(linkTo('medium', 'photos/drawing.svg'))
  expect([made.status, made.from]).toEqual([200, 'fallback'])
  const expected = await onOneMachine(cloud, DRAWING, 'medium')
  expect(Buffer.compare(made.body, expected)).toBe(0)

  await cloud.originals.put('photos/other.svg', DRAWING)
  cloud.events.release()
  await cloud.settle()
  const stored = await cloud.processed.see('medium/photos/other.svg')
  expect(stored).not.toBeNull()
  expect(Buffer.compare((await cloud.get(linkTo('medium', 'photos/other.svg'))).body, expected)).toBe(0)
})

it('one that lacks a font is told of, and is drawn when the deployment brings one', async () => {
  const cloud = await start()
  await cloud.originals.put('photos/han.svg', HAN)
  await cloud.settle()
  expect((await cloud.errors.see(escapeKey('photos/han.svg')))?.metadata).toMatchObject({ reason: 'no-font' })
  expect((await cloud.get(linkTo('medium', 'photos/han.svg'))).status).toBe(415)

  await cloud.redeploy(inject('assemblies').changed)
  cloud.rollOut()
  await cloud.advance(2 * SWEEP)
  expect(await cloud.errors.see(escapeKey('photos/han.svg'))).toBeNull()
  const expected = await onOneMachine(cloud, HAN, 'medium', inject('fonts'))
  expect(Buffer.compare((await cloud.get(linkTo('medium', 'photos/han.svg'))).body, expected)).toBe(0)
})
