import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { sharp } from '../../src/image/sharp.ts'
import { useCloud } from './use.ts'
import { fromFunction, fromPrimary, gist } from './viewer.ts'

const start = useCloud()
const NOISE = 'photos/noise.png'
const SIDE = 2100

/** Noise cannot be compressed, so this is a picture of more than 15 MB in any size that does not shrink it. */
async function noise(): Promise<Buffer> {
  return sharp(randomBytes(SIDE * SIDE * 4), { raw: { width: SIDE, height: SIDE, channels: 4 } })
    .png({ compressionLevel: 0 })
    .toBuffer()
}

it('a rendition of 15 MB is streamed, stored, and the same from the bucket', async () => {
  const cloud = await start()
  cloud.events.hold()
  await cloud.originals.put(NOISE, await noise(), 'image/png')
  const made = await cloud.get(`/huge/${NOISE}`)
  expect(gist(made)).toEqual(fromFunction('image/png'))
  expect(made.body.length).toBeGreaterThan(15_000_000)
  await cloud.advance(60_000)
  const stored = await cloud.get(`/huge/${NOISE}`)
  expect(gist(stored)).toEqual(fromPrimary('image/png'))
  expect(Buffer.compare(stored.body, made.body)).toBe(0)
})
