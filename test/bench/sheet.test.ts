import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Delivered } from '../../bench/quality/delivered/renditions.ts'
import { writeSheets } from '../../bench/quality/delivered/sheet.ts'
import { fromPixels, type Pixels, sharp } from '../../src/image/sharp.ts'

/** A picture of one colour, as its encoders are given it. */
function plain(channels: 3 | 4): Pixels {
  return { data: Buffer.alloc(40 * 20 * channels, 128), width: 40, height: 20, frames: 1, channels }
}

async function delivered(pixels: Pixels): Promise<Delivered[]> {
  const bytes = await fromPixels(pixels).webp({ lossless: true }).toBuffer()
  const rendered = { bytes, width: 40, height: 20, contentType: 'image/webp' } as const
  return (['fallback', 'webp'] as const).map((format) => ({ size: '600', format, rendered, pixels }))
}

it('a sheet has the pixels, WebP and the fallback beside each other, and what is transparent over dark, too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sizewright-sheets-'))
  try {
    await writeSheets('a chart', await delivered(plain(3)), folder)
    await writeSheets("a logo's", await delivered(plain(4)), folder)
    expect((await readdir(folder)).toSorted()).toEqual(['a-chart-600.png', 'a-logo-s-600.png'])
    expect(await sharp(join(folder, 'a-chart-600.png')).metadata()).toMatchObject({ width: 144, height: 28 })
    const sheet = sharp(join(folder, 'a-logo-s-600.png'))
    const { data, info } = await sheet.raw().toBuffer({ resolveWithObject: true })
    expect(info).toMatchObject({ width: 144, height: 56 })
    const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * info.channels).subarray(0, 3)]
    expect(at(10, 10)).toEqual(at(58, 10))
    expect(at(10, 10)).toEqual(at(106, 10))
    expect(at(10, 38)[0]).toBeLessThan(at(10, 10)[0]!)
  } finally {
    await rm(folder, { recursive: true })
  }
})
