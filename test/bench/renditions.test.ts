import { expect, it } from 'vitest'
import { deliver } from '../../bench/quality/delivered/renditions.ts'
import { sharp, toPixels } from '../../src/image/sharp.ts'

/** A picture with too many colours and degrees of transparency for a palette, so that its fallback is a PNG that loses nothing. */
async function clear(): Promise<Buffer> {
  const [width, height] = [700, 400]
  const data = Buffer.alloc(width * height * 4)
  for (let at = 0; at < data.length; at += 1)
    data[at] = (Math.imul(at >> 4, 2_654_435_761) >>> 24) | (at % 4 === 3 ? 64 : 0)
  return sharp(data, { raw: { width, height, channels: 4 } })
    .png({ compressionLevel: 1 })
    .toBuffer()
}

it('the bench judges every rendition by the pixels that its encoder was given', async () => {
  const made = await deliver(await clear(), true)
  expect(new Set(made.map(({ size, format }) => `${size} ${format}`)).size).toBe(12)
  expect(made).toHaveLength(12)
  const fallbacks = made.filter(({ format }) => format === 'fallback')
  expect(fallbacks.map(({ size }) => size)).toEqual(['150', '600', '1200', 'native'])
  for (const { size, rendered, pixels } of fallbacks) {
    expect(rendered.contentType).toBe('image/png')
    expect((await toPixels(sharp(rendered.bytes), 1)).data.equals(pixels.data), size).toBe(true)
  }
})
