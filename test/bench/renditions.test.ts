import { expect, it } from 'vitest'
import { deliver } from '../../bench/quality/delivered/renditions.ts'
import { fromPixels, sharp } from '../../src/image/sharp.ts'

/** A picture with light and grain, as a photo has them. */
async function photo(): Promise<Buffer> {
  const [width, height] = [700, 400]
  const data = Buffer.alloc(width * height * 3)
  for (let at = 0; at < data.length; at += 1) {
    const x = Math.floor(at / 3) % width
    data[at] = 40 + (x >> 2) + (Math.imul(at, 2_654_435_761) >>> 29)
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toBuffer()
}

it('the bench judges every rendition by the pixels that its encoder was given', async () => {
  const made = await deliver(await photo(), true)
  expect(new Set(made.map(({ size, format }) => `${size} ${format}`)).size).toBe(12)
  expect(made).toHaveLength(12)
  const fallbacks = made.filter(({ format }) => format === 'fallback')
  expect(fallbacks.map(({ size }) => size)).toEqual(['150', '600', '1200', 'native'])
  for (const { size, rendered, pixels } of fallbacks) {
    expect(rendered.contentType).toBe('image/jpeg')
    const again = await fromPixels(pixels).jpeg({ quality: 85, progressive: true }).toBuffer()
    expect(again.equals(Buffer.from(rendered.bytes)), size).toBe(true)
  }
})
