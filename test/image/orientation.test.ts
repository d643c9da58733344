import type { Sharp } from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Pixels } from '../../src/image/sharp.ts'
import { sharp } from '../../src/image/sharp.ts'
import { decoded, near, pixelAt } from './decoded.ts'

const RED = [200, 0, 0] as const
const GREEN = [0, 200, 0] as const
const BLUE = [0, 0, 200] as const
const YELLOW = [200, 200, 0] as const
const [WIDTH, HEIGHT] = [96, 64]
const all = [1, 2, 3, 4, 5, 6, 7, 8]

/**
 * Red and green above blue and yellow, as a camera stores them that was held so. EXIF 3.0, 4.6.5.1, Orientation, says
 * on which side of what is seen the first row and the first column are.
 */
function stored(orientation: number): Sharp {
  const isLying = orientation > 4
  const [width, height] = isLying ? [HEIGHT, WIDTH] : [WIDTH, HEIGHT]
  const isFromRight = [2, 3, 6, 7].includes(orientation)
  const isFromBottom = [3, 4, 7, 8].includes(orientation)
  const data = Buffer.alloc(width * height * 3)
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const [x, y] = isLying ? [row, column] : [column, row]
      const isRight = isFromRight !== x >= WIDTH / 2
      const isLower = isFromBottom !== y >= HEIGHT / 2
      data.set(isLower ? (isRight ? YELLOW : BLUE) : isRight ? GREEN : RED, (row * width + column) * 3)
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
}

function expectUpright(pixels: Pixels, frame = 0): void {
  expect(pixelAt(pixels, 0.25, 0.25, frame)).toSatisfy(near(RED, 20))
  expect(pixelAt(pixels, 0.75, 0.25, frame)).toSatisfy(near(GREEN, 20))
  expect(pixelAt(pixels, 0.25, 0.75, frame)).toSatisfy(near(BLUE, 20))
  expect(pixelAt(pixels, 0.75, 0.75, frame)).toSatisfy(near(YELLOW, 20))
}

describe('stills', () => {
  it.each(['jpeg', 'png', 'webp', 'tiff', 'avif'] as const)('turns all eight of %s', async (format) => {
    for (const orientation of all) {
      const bytes = await stored(orientation).withMetadata({ orientation }).toFormat(format).toBuffer()
      for (const scale of [1, 1 / 4]) {
        const pixels = await decoded(bytes, scale)
        expect([pixels.header.size, pixels.width, pixels.height]).toEqual([
          { width: WIDTH, height: HEIGHT },
          WIDTH * scale,
          HEIGHT * scale,
        ])
        expectUpright(pixels)
      }
    }
  })

  it('leaves an AVIF as its own rotation says, whatever EXIF says', async () => {
    const bytes = await stored(1)
      .withExif({ IFD0: { Copyright: 'x' } })
      .avif({ effort: 0 })
      .toBuffer()
    const at = bytes.indexOf(Buffer.from([0x28, 1, 3, 0, 1, 0, 0, 0, 2, 0])) // ResolutionUnit
    Buffer.from([0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0]).copy(bytes, at) // Orientation
    expect(at).toBeGreaterThan(0)
    expectUpright(await decoded(bytes))
  })

  it('takes a senseless orientation for none', async () => {
    const bytes = await stored(1).withMetadata({ orientation: 8 }).jpeg().toBuffer()
    const at = bytes.indexOf(Buffer.from([0x12, 1, 3, 0, 1, 0, 0, 0, 8, 0]))
    for (const senseless of [0, 9, 255]) {
      bytes[at + 8] = senseless
      const pixels = await decoded(bytes)
      expect(pixels.header.orientation).toBe(1)
      expectUpright(pixels)
    }
  })
})

describe('animations', () => {
  it('turns every frame of an animated WebP', async () => {
    for (const orientation of all) {
      const frame = await stored(orientation).png().toBuffer()
      const inverse = await sharp(frame).negate().png().toBuffer()
      const bytes = await sharp([frame, inverse, frame], { join: { animated: true } })
        .withMetadata({ orientation })
        .webp({ lossless: true })
        .toBuffer()
      for (const scale of [1, 1 / 4]) {
        const pixels = await decoded(bytes, scale)
        expect([pixels.frames, pixels.width, pixels.height]).toEqual([3, WIDTH * scale, HEIGHT * scale])
        expectUpright(pixels)
        expectUpright(pixels, 2)
        expect(pixelAt(pixels, 0.25, 0.25, 1)).toSatisfy(near([55, 255, 255], 5))
      }
    }
  })
})
