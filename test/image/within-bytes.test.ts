import { assert, asyncProperty, integer } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeWithin } from '../../src/image/within-bytes.ts'
import type { Encoding, Rendered } from '../../src/recipe.ts'

/** Encodes to as many bytes as a formula says, and notes what was asked for. */
async function fitting(
  encoding: Partial<Encoding>,
  bytesFor: (quality: number, percent: number) => number,
  contentType = 'image/jpeg',
) {
  const asked: string[] = []
  const rendered = await encodeWithin({ format: 'jpeg', quality: 85, ...encoding }, async ({ quality }, percent) => {
    asked.push(`${quality} ${percent}`)
    const bytes = Buffer.alloc(bytesFor(quality, percent), quality)
    return { bytes, contentType, width: percent, height: percent } satisfies Rendered
  })
  return { asked, bytes: rendered.bytes.length, quality: rendered.bytes[0], percent: rendered.width }
}

const linear = (quality: number, percent: number) => Math.round((quality * 1000 * percent * percent) / 10_000)

describe('a rendition that may have so many bytes', () => {
  it('is encoded once where nothing is said, or it has no more', async () => {
    expect((await fitting({}, linear)).asked).toEqual(['85 100'])
    expect((await fitting({ maxBytes: 85_000 }, linear)).asked).toEqual(['85 100'])
  })

  it('has the highest quality that is found to do', async () => {
    const { asked, quality, bytes } = await fitting({ maxBytes: 70_000 }, linear)
    expect(asked).toEqual(['85 100', '40 100', '62 100', '73 100', '67 100', '70 100'])
    expect([quality, bytes]).toEqual([70, 70_000])
  })

  it('is as small as it was made where it cannot be had, and keeps its pixels', async () => {
    expect(await fitting({ maxBytes: 10_000 }, linear)).toMatchObject({
      asked: ['85 100', '40 100'],
      bytes: 40_000,
      percent: 100,
    })
    const rising = (quality: number) => 200 - quality
    expect(await fitting({ maxBytes: 50 }, rising)).toMatchObject({ bytes: 115, quality: 85 })
  })

  it('has fewer pixels of its own quality where it may shrink', async () => {
    const made = await fitting({ maxBytes: 10_000, shrink: true }, linear)
    expect(made).toMatchObject({ asked: ['85 100', '40 100', '85 30'], quality: 85, percent: 30 })
    expect(made.bytes).toBeLessThanOrEqual(10_000)
  })

  it('has no other quality tried where its format has none', async () => {
    const png = (_: number, percent: number) => percent * 100
    expect((await fitting({ maxBytes: 5000 }, png, 'image/png')).asked).toEqual(['85 100'])
    expect((await fitting({ maxBytes: 5000, shrink: true }, png, 'image/png')).asked).toEqual([
      '85 100',
      '85 63',
      '85 50',
    ])
  })

  it('is encoded six times at most, whatever comes of it', async () => {
    const endless = await fitting({ maxBytes: 1000, shrink: true }, () => 2000)
    expect(endless.asked).toHaveLength(6)
    for (const quality of [1, 39, 40, 41, 100]) {
      for (const maxBytes of [1000, 30_000, 60_000]) {
        const { asked } = await fitting({ quality, maxBytes }, linear)
        expect(asked.length).toBeLessThanOrEqual(6)
        expect(asked.slice(1).every((one) => Number.parseInt(one, 10) >= Math.min(40, quality))).toBe(true)
      }
    }
  })
})

it('the share of its pixels falls with every try', async () => {
  await assert(
    asyncProperty(integer({ min: 1001, max: 1_000_000 }), async (bytes) => {
      const { asked } = await fitting({ maxBytes: 1000, shrink: true }, () => bytes)
      const shares = asked.slice(2).map((one) => Number(one.split(' ')[1]))
      expect(shares.toSorted((a, b) => b - a)).toEqual(shares)
    }),
  )
})
