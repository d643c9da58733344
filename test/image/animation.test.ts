import { describe, expect, it } from 'vitest'
import { encode } from '../../src/image/encode/encode.ts'
import { sharp } from '../../src/image/sharp.ts'
import { chunkOf, withChunks } from './colour/profiles.ts'
import { decoded, headerOf, limits, near, pixelAt } from './decoded.ts'

const COLORS = [
  [200, 0, 0, 255],
  [0, 200, 0, 255],
  [0, 0, 200, 255],
  [0, 0, 0, 0],
] as const

/** Four frames, of which the last is clear but for its left half: it must not show what was there before. */
async function animated(format: 'gif' | 'webp', delay: number[], loop: number): Promise<Buffer> {
  const frames = COLORS.map((color) => {
    const data = Buffer.alloc(80 * 60 * 4)
    for (let at = 0; at < data.length; at += 4) data.set((at / 4) % 80 < 40 ? [200, 200, 0, 255] : color, at)
    return sharp(data, { raw: { width: 80, height: 60, channels: 4 } })
      .png()
      .toBuffer()
  })
  const joined = sharp(await Promise.all(frames), { join: { animated: true } })
  return (format === 'gif' ? joined.gif({ delay, loop }) : joined.webp({ delay, loop, lossless: true })).toBuffer()
}

describe.each(['gif', 'webp'] as const)('from %s', (from) => {
  it.each([
    ['fallback', 'image/gif', 6],
    ['webp', 'image/webp', 12],
    ['avif', 'image/webp', 12],
  ] as const)('keeps frames and what is clear in them as %s', async (format, contentType, by) => {
    const original = await decoded(await animated(from, [100, 200, 300, 400], 3), 1 / 2)
    expect([original.frames, original.width, original.height]).toEqual([4, 40, 30])
    const rendered = await encode(original, { format, quality: 90, effort: 4 }, original.header)
    expect([rendered.contentType, rendered.width, rendered.height]).toEqual([contentType, 40, 30])
    const seen = await decoded(rendered.bytes)
    expect(seen.frames).toBe(4)
    expect(seen.header).toMatchObject({ delay: [100, 200, 300, 400], loop: 3, pages: 4 })
    for (const [frame, color] of COLORS.entries()) {
      expect(pixelAt(seen, 0.2, 0.5, frame)).toSatisfy(near([200, 200, 0, 255], by))
      if (color[3] > 0) expect(pixelAt(seen, 0.8, 0.5, frame)).toSatisfy(near(color, by))
      else expect(pixelAt(seen, 0.8, 0.5, frame)[3]).toBe(0)
    }
  })

  it.each([0, 1, 2, 7])('plays as often: %d', async (loop) => {
    const original = await decoded(await animated(from, [100, 100, 100, 100], loop))
    expect(original.header.loop).toBe(loop)
    for (const format of ['fallback', 'webp'] as const) {
      const { bytes } = await encode(original, { format, quality: 80 }, original.header)
      const buffer = Buffer.from(bytes)
      // A GIF says how often it is repeated, and nothing where it is not; a WebP how often it is played.
      const at = buffer.indexOf('NETSCAPE2.0')
      const times =
        format === 'webp' ? buffer.readUInt16LE(buffer.indexOf('ANIM') + 12) : at < 0 ? 1 : gifTimes(buffer, at)
      expect(times).toBe(loop)
    }
  })

  it('plays a frame of no time as browsers do', async () => {
    const original = await decoded(await animated(from, [0, 10, 20, 50], 0))
    expect(original.header.delay).toEqual([100, 100, 20, 50])
    const { bytes } = await encode(original, { format: 'fallback', quality: 80 }, original.header)
    expect((await sharp(bytes).metadata()).delay).toEqual([100, 100, 20, 50])
  })

  it('plays no faster as a GIF than browsers play one, and as fast as it is in WebP', async () => {
    if (from === 'gif') return // it has hundredths of a second
    const original = await decoded(await animated(from, [11, 14, 17, 40], 0))
    const delaysOf = async (format: 'fallback' | 'webp') => {
      const { bytes } = await encode(original, { format, quality: 80 }, original.header)
      return (await sharp(bytes).metadata()).delay
    }
    expect(await delaysOf('fallback')).toEqual([20, 20, 20, 20])
    expect(await delaysOf('webp')).toEqual([11, 14, 17, 40])
  })

  it('bears delays and repeats that are too many', async () => {
    const bytes = await animated(from, [100, 100, 100, 100], 7)
    if (from === 'gif') {
      bytes.writeUInt16LE(65_535, bytes.indexOf(Buffer.from([0x21, 0xf9, 4])) + 4)
      bytes.writeUInt16LE(65_535, bytes.indexOf('NETSCAPE2.0') + 13)
    } else {
      bytes.writeUIntLE(0xff_ff_ff, bytes.indexOf('ANMF') + 20, 3)
      bytes.writeUInt16LE(65_535, bytes.indexOf('ANIM') + 12)
    }
    const original = await decoded(bytes)
    expect(original.header).toMatchObject({ delay: [65_535, 100, 100, 100], loop: 65_535 })
    for (const format of ['fallback', 'webp'] as const)
      expect((await encode(original, { format, quality: 80 }, original.header)).bytes.length).toBeGreaterThan(0)
  })

  it('is a still beyond the limits, and says how many frames there are', async () => {
    const bytes = await animated(from, [100, 100, 100, 100], 0)
    const pixels = 80 * 60
    const small = [{ width: 8, height: 8, fit: 'inside' }] as const // so that what they take when they are decoded is no matter
    for (const less of [{ frames: 3 }, { animationPixels: pixels * 4 - 1 }])
      expect(await headerOf(bytes, { ...limits, ...less }, small)).toMatchObject({ frames: 1, pages: 4 })
    const just = { ...limits, frames: 4, animationPixels: pixels * 4 }
    expect(await headerOf(bytes, just, small)).toMatchObject({ frames: 4, pages: 4 })
  })
})

function gifTimes(gif: Buffer, at: number): number {
  const repeats = gif.readUInt16LE(at + 13)
  return repeats === 0 ? 0 : repeats + 1
}

describe('stills', () => {
  it('takes a GIF of one frame for one, clear or not', async () => {
    const frame = sharp({
      create: { width: 20, height: 20, channels: 4, background: { r: 200, g: 0, b: 0, alpha: 0 } },
    })
    const clear = await decoded(await frame.gif().toBuffer())
    expect([clear.frames, clear.channels]).toEqual([1, 4])
    const opaque = await decoded(await frame.flatten({ background: '#00c800' }).gif().toBuffer())
    expect([opaque.frames, opaque.channels]).toEqual([1, 3])
    const made = await encode(opaque, { format: 'fallback', quality: 80 }, opaque.header)
    expect(made.contentType).toBe('image/png')
  })

  it('takes the first page of a TIFF, and the default picture of an APNG', async () => {
    const [first, second] = await Promise.all(
      ['#c80000', '#0000c8'].map((background) =>
        sharp({ create: { width: 20, height: 20, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    )
    const tiff = await sharp([first!, second!], { join: { animated: true } })
      .tiff({ compression: 'lzw' })
      .toBuffer()
    const page = await decoded(tiff)
    expect([page.frames, page.header.pages, page.height]).toEqual([1, 2, 20])
    expect(pixelAt(page, 0.5, 0.5)).toEqual([200, 0, 0])
    const control = Buffer.alloc(26)
    control.writeUInt32BE(20, 4)
    control.writeUInt32BE(20, 8)
    const apng = withChunks(first!, { acTL: Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]), fcTL: control })
    const later = Buffer.concat([Buffer.from([0, 0, 0, 2]), second!.subarray(second!.indexOf('IDAT') + 4, -16)])
    const still = await decoded(Buffer.concat([apng.subarray(0, -12), chunkOf('fdAT', later), apng.subarray(-12)]))
    expect([still.frames, pixelAt(still, 0.5, 0.5)]).toEqual([1, [200, 0, 0]])
  })
})
