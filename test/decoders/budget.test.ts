import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { afterEach, describe, expect, it } from 'vitest'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { budgetFor } from '../../src/decoders/budget.ts'
import { createDecoderPool, type DecoderPool } from '../../src/decoders/pool.ts'
import { Refused, Unjudged } from '../../src/errors.ts'
import { decoders } from '../../src/image/sniff.ts'
import { childless } from './children.ts'
import { slow } from './heavy.ts'

const settings = resolveConfig({ variants: { huge: { width: 6000, height: 6000 } }, formats: ['avif', 'webp'] })
const { pictures, boxes } = createCatalogue(settings, decoders)
const MB = 2 ** 20

const pools: DecoderPool[] = []
afterEach(async () => {
  for (const pool of pools.splice(0)) pool.close()
  await childless(process.pid)
})

/** Renders an original and holds it open, until it ends otherwise: what it has used, it has used. */
async function endOf(bytes: Uint8Array, given: { cpuMs: number; openMs?: number; memory: number }): Promise<unknown> {
  const pool = createDecoderPool({ size: 1, warm: 0, budget: { openMs: given.cpuMs, ...given } })
  pools.push(pool)
  try {
    const picture = await pool.openPicture(bytes, settings.limits, boxes)
    for (const rendition of pictures.values()) await picture.render(rendition)
    for (let time = 0; time < 100; time += 1) {
      await sleep(20)
      await picture.facts()
    }
    return 'it has not ended'
  } catch (error) {
    return error
  }
}

it('the memory is enough for what the limits let through, stills or animations', () => {
  const small = { bytes: MB, pixels: MB, frames: 10, animationPixels: MB }
  const memory = (limits: Partial<typeof small>) => budgetFor({ ...small, ...limits }).memory / MB
  expect(memory({})).toBe(256 + 2 + 10)
  expect(memory({ pixels: 20 * MB })).toBe(256 + 2 + 180)
  expect(memory({ animationPixels: 20 * MB })).toBe(256 + 2 + 200)
})

const side = 4000
const plain = sharp({ create: { width: side, height: side, channels: 3, background: '#a08060' } })
const raw = {
  data: await plain.raw().toBuffer(),
  options: { raw: { width: side, height: side, channels: 3 } },
} as const
const kinds = {
  jpeg: () => sharp(raw.data, raw.options).jpeg().toBuffer(),
  'progressive jpeg': () => sharp(raw.data, raw.options).jpeg({ progressive: true }).toBuffer(),
  png: () => sharp(raw.data, raw.options).png({ compressionLevel: 1 }).toBuffer(),
  gif: () => sharp(raw.data, raw.options).gif({ effort: 1 }).toBuffer(),
  webp: () => sharp(raw.data, raw.options).webp({ effort: 0 }).toBuffer(),
  avif: () => sharp(raw.data, raw.options).avif({ effort: 0 }).toBuffer(),
  tiff: () => sharp(raw.data, raw.options).tiff({ compression: 'lzw' }).toBuffer(),
  heic: () => readFile(new URL('../image/heic/grid.heic', import.meta.url)),
  svg: async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="9"/></svg>'),
}

/** Three that a few lines of text make endless, or as large as there is memory. */
const drawings = {
  'uses what uses what uses': `<g id="a0"><rect width="1" height="1"/></g>${Array.from({ length: 40 }, (_, i) => `<g id="a${i + 1}"><use href="#a${i}"/><use href="#a${i}"/></g>`).join('')}<use href="#a40"/>`,
  'has a pattern of 900 million pixels':
    '<pattern id="p" width="30000" height="30000" patternUnits="userSpaceOnUse"><rect width="30000" height="30000"/></pattern><rect width="1200" height="1200" fill="url(#p)"/>',
  'blurs two thousand times': `<filter id="f">${'<feGaussianBlur stdDeviation="20"/>'.repeat(2000)}</filter><rect filter="url(#f)" width="900" height="900"/>`,
}

it('an original has less time until its pixels are there than it has in all', async () => {
  const opening = await endOf(slow, { cpuMs: 60_000, openMs: 200, memory: 4096 * MB })
  expect(opening).toMatchObject({ ending: 'time', message: 'the picture takes more than 0.2 s of CPU time' })
  const rendering = await endOf(await kinds.webp(), { cpuMs: 200, openMs: 60_000, memory: 4096 * MB })
  expect(rendering).toMatchObject({ ending: 'time', message: 'the picture takes more than 0.2 s of CPU time' })
})

describe('a drawing is bounded, too, that', () => {
  it.each(Object.entries(drawings))('%s', async (_, shapes) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 1200">${shapes}</svg>`
    const end = await endOf(Buffer.from(svg), { cpuMs: 1000, memory: 512 * MB })
    if (end instanceof Refused) expect(end.reason).toBe('damaged') // librsvg has a limit of its own, and met it first
    else expect(end).toMatchObject({ name: 'Unjudged', ending: expect.stringMatching(/^(?:time|memory|message)$/) })
  })
})

describe('an original has a budget that its decoder does not escape', () => {
  it.each(Object.entries(kinds))('of CPU time: %s', async (_, make) => {
    const end = await endOf(await make(), { cpuMs: 100, memory: 4096 * MB })
    expect(end).toMatchObject({
      name: 'Unjudged',
      ending: 'time',
      message: 'the picture takes more than 0.1 s of CPU time',
    })
  })

  it.each(Object.entries(kinds))('of memory: %s', async (_, make) => {
    const end = await endOf(await make(), { cpuMs: 60_000, memory: 100 * MB })
    expect(end).toEqual(new Unjudged('memory', true, 'the picture takes more than 100 MB of memory'))
  })
})
