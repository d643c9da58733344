import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { loadConfig } from '../../../../src/cli/load-config.ts'
import { createServe } from '../../../../src/core/serve.ts'
import { jpegOf, pngWithAlpha } from '../../../image/pictures.ts'
import { allClosed, createWorld, roomy, upload } from '../../../world.ts'
import { folders } from '../../running.ts'
import { over, WISH } from './asking.ts'

afterEach(allClosed)

/** What the service makes of the picture with the lines in its configuration. */
async function servedBy(lines: string, name: string, before: string, bytes: Uint8Array): Promise<Buffer> {
  const { root } = await folders()
  const file = join(root, 'config.mjs')
  await writeFile(file, `export default { ${before} ${lines} }`)
  const settings = await loadConfig(file)
  const world = createWorld(settings)
  await upload(world.originals, 'boat.jpg', bytes)
  const [variant = '', format = ''] = name.split('.')
  const stored = world.catalogue.table.names[variant]?.[format]
  const rendition = world.catalogue.pictures.get(stored ?? '')
  if (rendition === undefined) throw new Error(`there is no ${name}`)
  const served = await createServe(world, roomy())(rendition, 'boat.jpg')
  await served.finish()
  return Buffer.from(served.rendered.bytes)
}

describe('a trial is what its lines in the configuration give, byte for byte', () => {
  it.each([
    ['a box', { ...WISH }, 'hero'],
    ['a crop', { ...WISH, fit: 'cover', position: 'attention', format: 'jpeg', quality: '62' }, 'hero'],
    ['a box with bars', { ...WISH, fit: 'contain', format: 'png' }, 'hero'],
    ['a width alone', { ...WISH, height: '', format: 'avif', quality: '40' }, 'hero'],
    ['a negotiated format', { ...WISH, format: 'negotiated.webp', quality: '51' }, 'hero.webp'],
    ['a fallback', { ...WISH, format: 'negotiated.fallback', quality: '51' }, 'hero'],
    [
      'one that is there under another name',
      { ...WISH, width: '600', height: '600', format: 'negotiated.webp' },
      'hero.webp',
    ],
    [
      'a text',
      {
        ...WISH,
        width: '400',
        height: '400',
        watermark: 'text',
        text: `© O'Neill & <b>`,
        gravity: 'north',
        opacity: '55',
      },
      'hero',
    ],
  ])('%s', async (_, wish, name) => {
    const bytes = await jpegOf(900, 700)
    const world = createWorld()
    await upload(world.originals, 'boat.jpg', bytes)
    const { status, image = '', lines = '' } = await over(world).ask(wish)
    expect(status).toBe(200)
    const made = Buffer.from(image.split(',')[1] ?? '', 'base64')
    expect(made.equals(await servedBy(lines, name, '', bytes))).toBe(true)
  })

  it('beside sizes, and a watermark, of one\u2019s own', async () => {
    const { root } = await folders()
    const png = join(root, 'mark.png')
    await writeFile(png, await pngWithAlpha(80))
    const before = `watermark: { image: ${JSON.stringify(png)} }, formats: [],`
    const file = join(root, 'config.mjs')
    await writeFile(file, `export default { ${before} variants: { tiny: { width: 90 } } }`)
    const world = createWorld(await loadConfig(file))
    const bytes = await jpegOf(900, 700)
    await upload(world.originals, 'boat.jpg', bytes)
    const images = new Set<string>()
    for (const watermark of ['configured', 'none', 'text']) {
      const { image = '', lines = '' } = await over(world).ask({
        ...WISH,
        width: '500',
        height: '500',
        watermark,
        text: 'Me',
      })
      images.add(image)
      const made = Buffer.from(image.split(',')[1] ?? '', 'base64')
      expect(made.equals(await servedBy(lines, 'hero', before, bytes))).toBe(true)
    }
    expect(images.size).toBe(3)
  })
})
