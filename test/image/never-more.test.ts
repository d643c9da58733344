import { describe, expect, it } from 'vitest'
import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { openPicture } from '../../src/image/picture.ts'
import { decoders } from '../../src/image/sniff.ts'
import type { Box, NegotiatedFormat, TargetFormat } from '../../src/recipe.ts'
import { readFixtures } from '../pictures/fixtures.ts'

const settings = resolveConfig({ formats: ['avif', 'webp'] })
const { pictures, boxes } = createCatalogue(settings, decoders)
/** One that holds all the fixtures, so that each is there in every format with no pixel changed. */
const box: Box = { width: 4000, height: 4000, fit: 'inside' }
const encodings = ['large', 'webp', 'large.avif'].map((name) => pictures.get(name)!.encoding)

/** What has more bytes than its original all the same. */
const unreached: Readonly<Record<'fallback' | NegotiatedFormat, string>> = {
  // It has a container of 280 bytes, one of 480 with alpha, and cannot code graphics well.
  avif: `1-bit.png 1x1.png 1x2000.png 2000x1.png gray-16.png gray-2.png gray-4.png gray-alpha.png palette-2.png
    palette-4.png palette.png rgba-16.png rgba.png still.gif alpha.webp lossless.webp lossy.webp arithmetic.jpg baseline.jpg
    deflate-alpha.tif fax.tif`,
  // It is for who cannot take WebP, and PNG and GIF need more for the same.
  fallback: 'lossless.webp lossy.webp moving.webp film.webp film-parts.webp',
  webp: '',
}
const isNamed = (name: string, format: TargetFormat) =>
  (Object.entries(unreached).find(([of]) => of === format)?.[1] ?? '').split(/\s+/).includes(name)

/** Drawings have no pixels of their own. */
const fixtures = readFixtures().filter(({ isScalable }) => !isScalable)

describe('no picture has more bytes than an original of the same pixels, but for those that are named', () => {
  it.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('%s', async (name, { bytes }) => {
    const picture = await openPicture(bytes, settings.limits, [...boxes, box])
    for (const encoding of encodings) {
      const rendered = await picture.render({ box, encoding, watermark: null })
      expect(rendered.bytes.length > bytes.length, encoding.format).toBe(isNamed(name, encoding.format))
    }
  })
})
