import { expect, it } from 'vitest'
import { isLimitedAlpha } from '../../../src/image/colour/alpha-range.ts'
import { sharp } from '../../../src/image/sharp.ts'
import { middleOf, near } from '../decoded.ts'

async function avifOf(alpha: number): Promise<Buffer> {
  return sharp(Buffer.from(Array.from({ length: 64 * 64 }, () => [20, 40, 200, alpha]).flat()), {
    raw: { width: 64, height: 64, channels: 4 },
  })
    .avif({ quality: 100, effort: 0 })
    .toBuffer()
}

/** With the one bit turned that says what the range of its alpha is: AV1 5.5.2, color_range, the 40th bit of this sequence header. */
function asOfFilms(avif: Buffer): Buffer {
  const turned = [...avif.keys()].map((at) => {
    const copy = Buffer.from(avif)
    if (copy[at] === 0x0a) copy[at + 6]! ^= 1
    return copy
  })
  return turned.find((copy) => isLimitedAlpha(copy))!
}

it('alpha of limited range is widened, so that opaque is opaque', async () => {
  for (const [stored, right] of [
    [16, 0],
    [126, 128],
    [235, 255],
  ] as const) {
    const avif = await avifOf(stored)
    expect(isLimitedAlpha(avif)).toBe(false)
    expect((await middleOf(avif))[3]).toBeGreaterThan(10)
    const seen = await middleOf(asOfFilms(avif))
    if (right === 255) expect(seen).toSatisfy(near([20, 40, 200], 4))
    else expect(seen[3]).toSatisfy((alpha: number) => Math.abs(alpha - right) <= 2)
  }
})

it('says nothing of what it cannot read, and reads little of it', async () => {
  const avif = asOfFilms(await avifOf(235))
  for (let end = 0; end < avif.length; end += 1) isLimitedAlpha(avif.subarray(0, end))
  for (let at = 0; at < 400; at += 1) {
    const broken = Buffer.from(avif)
    broken[at] = 0xff
    isLimitedAlpha(broken)
  }
  expect(isLimitedAlpha(Buffer.concat(Array<Buffer>(100_000).fill(Buffer.from([0, 0, 0, 8, 1, 1, 1, 1]))))).toBe(false)
})
