import { expect, it } from 'vitest'
import { withUncovered } from '../../../src/image/container/gif-cover.ts'
import { openPicture } from '../../../src/image/picture.ts'
import { sharp } from '../../../src/image/sharp.ts'
import type { Box } from '../../../src/recipe.ts'
import { limits } from '../decoded.ts'

const box: Box = { width: 300, height: 300, fit: 'inside' }
const making = { box, encoding: { format: 'webp', quality: 80, effort: 0 }, watermark: null } as const

/** A GIF of noise whose first frame, or only one, is moved into a screen that is larger. */
async function uncovered(colours: number, frames = 1): Promise<Buffer> {
  const pictures = await Promise.all(
    Array.from({ length: frames }, (_, frame) =>
      sharp(
        Buffer.from(Uint8Array.from({ length: 90 * 90 * 3 }, (__, at) => (at * at * 31 + frame * 9 + (at >> 3)) & 255)),
        {
          raw: { width: 90, height: 90, channels: 3 },
        },
      )
        .png()
        .toBuffer(),
    ),
  )
  const gif = await (frames > 1 ? sharp(pictures, { join: { animated: true } }) : sharp(pictures[0]))
    .gif({ colours, dither: 0 })
    .toBuffer()
  const at = gif.indexOf(Buffer.from([0x2c, 0, 0, 0, 0, 90, 0, 90, 0]))
  for (const [place, value] of [
    [6, 120],
    [8, 120],
    [at + 1, 20],
    [at + 3, 10],
  ] as const)
    gif.writeUInt16LE(value, place)
  return gif
}

async function alphaOf(gif: Buffer): Promise<{ clear: number; opaque: number; frames: number }> {
  const picture = await openPicture(gif, limits, [box])
  const { bytes } = await picture.render(making)
  const { pages = 1 } = await sharp(bytes).metadata()
  const { data } = await sharp(bytes, { pages: -1 }).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  const count = (alpha: number) => data.filter((value, at) => at % 4 === 3 && value === alpha).length
  return { clear: count(0), opaque: count(255), frames: pages }
}

it.each([2, 16, 100, 250])(
  'what a frame of %i colours does not cover is transparent, and nothing else',
  async (colours) => {
    const gif = await uncovered(colours)
    const right = { clear: 120 * 120 - 90 * 90, opaque: 90 * 90, frames: 1 }
    expect(await alphaOf(gif)).toEqual(right)
    const control = gif.indexOf(Buffer.from([0x21, 0xf9]))
    if (control !== -1)
      expect(await alphaOf(Buffer.concat([gif.subarray(0, control), gif.subarray(control + 8)]))).toEqual(right)
  },
)

it('stays so in an animation as long as nothing comes there', async () => {
  const { clear, frames } = await alphaOf(await uncovered(16, 2))
  expect(frames).toBe(2)
  expect(clear).toBeGreaterThanOrEqual(120 * 120 - 90 * 90)
})

it('changes no byte of what covers all, or says itself what is transparent', async () => {
  const gif = await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
    .gif()
    .toBuffer()
  expect(withUncovered(gif)).toEqual(gif)
  const clear = await sharp({ create: { width: 9, height: 9, channels: 4, background: '#0000' } })
    .gif()
    .toBuffer()
  clear.writeUInt16LE(30, 6)
  expect(withUncovered(clear)).toEqual(clear)
})

it('reads any number of bytes once, whatever they say', () => {
  const head = Buffer.from('GIF89a\x40\0\x40\0\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0', 'latin1')
  for (const size of [0, 1, 8, 11, 255]) {
    const blocks = Buffer.alloc(2 ** 20, 0xff)
    const hostile = Buffer.concat([head, Buffer.from([size]), blocks])
    expect(withUncovered(hostile).length).toBeLessThanOrEqual(hostile.length + 8)
    for (let cut = 0; cut < 40; cut += 1) withUncovered(hostile.subarray(0, cut))
  }
})
