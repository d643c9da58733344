import fc from 'fast-check'
import { expect, it } from 'vitest'
import { indexedPng } from '../../../src/image/encode/indexed-png.ts'
import { isBare } from '../../../src/image/bare/bare.ts'
import { sharp } from '../../../src/image/sharp.ts'
import { noise } from './drawn.ts'

it('is read as it was written, whatever its size and its colours', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 1, max: 20 }),
      fc.oneof(fc.integer({ min: 1, max: 256 }), fc.integer({ min: 257, max: 512 })),
      fc.boolean(),
      async (width, height, count, isOpaque) => {
        const colours = Uint8Array.from({ length: count * 4 }, (_, at) =>
          at % 4 === 3 && (isOpaque || count > 256) ? 255 : noise(at, count),
        )
        const indices = Uint16Array.from({ length: width * height }, (_, at) => (noise(at, width) * 2) % count)
        const png = await indexedPng({ width, height }, { colours, indices }, null)
        expect(isBare(png, 'image/png')).toBe(true)
        const seen = await sharp(png).toColourspace('srgb').ensureAlpha().raw().toBuffer()
        const drawn = Array.from({ length: indices.length * 4 }, (_, at) => colours[indices[at >> 2]! * 4 + (at & 3)]!)
        expect(seen.equals(Buffer.from(drawn))).toBe(true)
      },
    ),
  )
})
