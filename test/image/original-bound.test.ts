import { beforeAll, describe, expect, it } from 'vitest'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { openPicture } from '../../src/image/picture.ts'
import { fromPixels, sharp, toPixels } from '../../src/image/sharp.ts'
import { decoders } from '../../src/image/sniff.ts'
import type { Rendered } from '../../src/recipe.ts'

const settings = resolveConfig({ formats: ['avif', 'webp'] })
const { pictures, boxes } = createCatalogue(settings, decoders)

async function render(bytes: Buffer, name: string): Promise<Rendered> {
  const picture = await openPicture(bytes, settings.limits, boxes)
  return picture.render(pictures.get(name)!)
}

/** Noise that is smooth enough to be a picture, and whose coding takes bytes. */
function photo(width: number, height: number): ReturnType<typeof sharp> {
  let seed = 1
  const data = Buffer.alloc((width / 4) * (height / 4) * 3)
  for (let at = 0; at < data.length; at += 1) {
    seed = (seed * 48_271) % 2_147_483_647
    data[at] = seed % 256
  }
  const small = sharp(data, { raw: { width: width / 4, height: height / 4, channels: 3 } })
  return small.resize(width, height, { fit: 'fill' })
}

let plain: ReturnType<typeof sharp>
beforeAll(async () => {
  plain = fromPixels(await toPixels(photo(640, 480), 1))
})

describe('an original that is not resized', () => {
  it('stands in for the JPEG with its profile, its EXIF and what follows it taken off', async () => {
    const IFD3 = { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 0/1' }
    const dressed = plain
      .clone()
      .withExif({ IFD0: { Copyright: 'Ann' }, IFD3 })
      .withIccProfile('srgb')
    const original = Buffer.concat([await dressed.jpeg({ quality: 70 }).toBuffer(), Buffer.alloc(500)])
    const { bytes } = await render(original, 'large')
    expect(bytes.length).toBeLessThan(original.length - 900)
    expect(Buffer.from(bytes).includes('Ann\0')).toBe(true)
    expect(Buffer.from(bytes).includes('GPS')).toBe(false)
    const coded = (file: Uint8Array) => Buffer.from(file).subarray(Buffer.from(file).indexOf('\xff\xdb', 0, 'latin1'))
    expect(coded(bytes)).toEqual(coded(original).subarray(0, -500))
  })

  it('is the fallback as PNG or GIF where what is made would have more bytes', async () => {
    const drawn = sharp({ create: { width: 300, height: 200, channels: 3, background: '#306090' } }).composite(
      Array.from({ length: 9 }, (_, index) => ({
        input: { create: { width: 3 + index, height: 9, channels: 3, background: index % 2 ? 'red' : 'gold' } },
        left: 20 * index,
        top: 15 * index,
      })),
    )
    const tiny = sharp({ create: { width: 4, height: 4, channels: 3, background: '#306090' } })
    for (const [format, from] of [
      ['png', drawn],
      ['gif', tiny],
    ] as const) {
      const original = await from.clone().toFormat(format, { palette: true }).toBuffer()
      const { bytes, contentType } = await render(original, 'large')
      expect([contentType, bytes.length <= original.length]).toEqual([`image/${format}`, true])
      expect((await render(original, 'webp')).contentType).toBe('image/webp')
      expect((await render(original, 'large.avif')).contentType).toBe('image/avif')
    }
  })

  it('is no fallback as WebP or AVIF, which is for those who cannot take it', async () => {
    for (const format of ['webp', 'avif'] as const) {
      const original = await plain.clone().toFormat(format, { quality: 30, effort: 0 }).toBuffer()
      expect((await render(original, 'large')).contentType).toBe('image/jpeg')
    }
  })
})

describe('what must be encoded anew', () => {
  it('has tables that are nowhere finer than its own, and no more bytes', async () => {
    for (const quality of [40, 60, 75]) {
      const original = await plain.clone().withMetadata({ orientation: 6 }).jpeg({ quality }).toBuffer()
      const { bytes, width } = await render(original, 'large')
      expect([width, bytes.length <= original.length]).toEqual([480, true])
      const same = await plain.clone().jpeg({ quality }).toBuffer()
      expect(tablesOf(bytes)).toEqual(tablesOf(same))
    }
  })

  it('has our own quality where its tables have another shape, or were finer', async () => {
    const ours = await plain.clone().jpeg({ quality: 85 }).toBuffer()
    for (const options of [{ quality: 98 }, { quality: 80, quantisationTable: 3 }]) {
      const original = await plain.clone().withMetadata({ orientation: 6 }).jpeg(options).toBuffer()
      expect(tablesOf((await render(original, 'large')).bytes)).toEqual(tablesOf(ours))
    }
  })

  it('has no more bytes as WebP or AVIF, whatever the quality of a JPEG was', async () => {
    for (const quality of [30, 50, 70, 85]) {
      const original = await plain.clone().withIccProfile('srgb').jpeg({ quality }).toBuffer()
      for (const name of ['webp', 'large.avif']) {
        const { bytes, contentType } = await render(original, name)
        expect([contentType, bytes.length <= original.length], `${name}, ${quality}`).toEqual([
          name === 'webp' ? 'image/webp' : 'image/avif',
          true,
        ])
      }
    }
  })

  it('is no worse for it where it is resized', async () => {
    const original = await plain.clone().jpeg({ quality: 30 }).toBuffer()
    const resized = await render(original, 'medium')
    expect([resized.width, tablesOf(resized.bytes)]).toEqual([
      600,
      tablesOf(await plain.clone().jpeg({ quality: 85 }).toBuffer()),
    ])
  })
})

/** All quantisation tables as they stand in the file. */
function tablesOf(jpeg: Uint8Array): Buffer[] {
  const bytes = Buffer.from(jpeg)
  const tables: Buffer[] = []
  for (let at = bytes.indexOf('\xff\xdb', 0, 'latin1'); at !== -1; at = bytes.indexOf('\xff\xdb', at + 1, 'latin1'))
    tables.push(bytes.subarray(at, at + 2 + bytes.readUInt16BE(at + 2)))
  return tables
}
