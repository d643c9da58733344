import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withSharedPalette } from '../../../src/image/encode/shared-palette.ts'
import { md5 } from '../../../src/stores/store.ts'
import { growthOf } from '../growth.ts'
import { drawn, noise, sky } from './drawn.ts'

const coloursIn = ({ data, channels }: { data: Buffer; channels: number }) => {
  const colours = new Set<string>()
  for (let at = 0; at < data.length; at += channels) colours.add(data.toString('hex', at, at + channels))
  return colours
}

describe('one palette for all frames', () => {
  it.each([1, 2, 3, 4] as const)('has 255 colours at most, and keeps what is clear: %d channels', (channels) => {
    const values = (x: number, y: number) => [noise(x, y), noise(y, x), noise(x + y, y), (x % 3) * 127]
    const pick = (x: number, y: number) =>
      channels === 2 ? [noise(x, y), (x % 3) * 127] : values(x, y).slice(0, channels)
    const pixels = drawn(60, 40, pick, 3)
    const mapped = withSharedPalette(pixels)
    const colours = coloursIn(mapped)
    expect(mapped).toMatchObject({ width: 60, height: 40, frames: 3, channels: channels % 2 === 0 ? 4 : 3 })
    expect(colours.size).toBeLessThanOrEqual(channels % 2 === 0 ? 256 : 255)
    if (channels % 2 === 0) {
      const isClear = [...mapped.data].filter((_, at) => at % 4 === 3)
      expect(isClear).toEqual(Array.from({ length: 60 * 40 * 3 }, (_, at) => (((at % 60) % 3) * 127 < 128 ? 0 : 255)))
    }
  })

  it('is near to each colour of few, and the same each time', () => {
    const pixels = drawn(80, 60, sky, 4)
    const { data } = withSharedPalette(pixels)
    expect(data.every((value, at) => Math.abs(value - pixels.data[at]!) <= 12)).toBe(true)
    expect(md5(data)).toMatchInlineSnapshot(`"5d716da0275c97f71d3c64d6a5f3ef23"`)
  })

  it('bears any pixels', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4, maxLength: 400 }), fc.constantFrom(1, 2, 3, 4), (bytes, channels) => {
        const width = Math.floor(bytes.length / channels)
        const data = Buffer.from(bytes.subarray(0, width * channels))
        const mapped = withSharedPalette({ data, width, height: 1, frames: 1, channels })
        expect(mapped.data.length).toBe(width * mapped.channels)
      }),
    )
  })

  it('takes ten times as long for ten times the pixels', () => {
    // Of few colours, so that the palette itself, which takes as long for either, does not hide it
    const make = (size: number) => {
      const data = Buffer.alloc(size * 3)
      for (let at = 0; at < data.length; at += 1) data[at] = noise(at, 7) & 0xe0
      return { data, width: size, height: 1, frames: 1, channels: 3 } as const
    }
    expect(growthOf(make, withSharedPalette, 50_000)).toBeLessThan(15)
  })
})
