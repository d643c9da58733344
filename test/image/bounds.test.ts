import { expect, it } from 'vitest'
import { createCatalogue } from '../../src/catalogue.ts'
import { resolveConfig } from '../../src/config.ts'
import { Refused } from '../../src/errors.ts'
import { openPicture } from '../../src/image/picture.ts'
import { sharp } from '../../src/image/sharp.ts'
import { withFrames } from '../../src/image/webp-frames.ts'

const { boxes } = createCatalogue(resolveConfig({}), [])
const strip = (width: number) => sharp({ create: { width, height: 10, channels: 3, background: '#c80000' } })

it('a strip of 16 bits counts double where all of its pixels have to be decoded', async () => {
  const limits = { ...resolveConfig({}).limits, pixels: 8000 }
  const plain = await strip(600).png().toBuffer()
  const deep = await strip(600).toColourspace('rgb16').png().toBuffer()
  await expect(openPicture(plain, limits, boxes)).resolves.toBeDefined()
  await expect(openPicture(deep, limits, boxes)).rejects.toEqual(
    new Refused('too-many-pixels', '600 x 10 pixels would have to be decoded, the limit is 4000'),
  )
})

it('a WebP of more frames than are looked at is its first one', async () => {
  const frames = ['#c80000', '#00c800', '#0000c8'].map((background) => ({
    create: { width: 20, height: 10, channels: 3 as const, background },
  }))
  const stills = await Promise.all(frames.map((frame) => sharp(frame).png().toBuffer()))
  const moving = await sharp(stills, { join: { animated: true } })
    .webp({ lossless: true })
    .toBuffer()
  expect(withFrames(moving, 3)).toEqual(moving)
  const first = withFrames(moving, 2)
  expect(await sharp(first, { animated: true }).metadata()).toMatchObject({ width: 20, height: 10, pages: 1 })
  const [red, green] = await sharp(first).raw().toBuffer()
  expect([red, green]).toEqual([200, 0])
  expect(withFrames(moving.subarray(0, 40), 0).length).toBeLessThanOrEqual(40)
})
