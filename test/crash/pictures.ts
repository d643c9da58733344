import sharp from 'sharp'
import type { Chance } from './random.ts'

/** A picture that is like no other: its pixels are drawn by chance. */
export async function noiseJpeg(chance: Chance, width: number, height: number): Promise<Buffer> {
  const pixels = Buffer.from(Array.from({ length: width * height * 3 }, () => chance.below(256)))
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 60 })
    .toBuffer()
}

/** A picture of one colour. */
export async function plainJpeg(number: number, width: number, height: number): Promise<Buffer> {
  const background = { r: number & 255, g: (number >> 4) & 255, b: (number >> 8) & 255 }
  return sharp({ create: { width, height, channels: 3, background } })
    .jpeg()
    .toBuffer()
}
