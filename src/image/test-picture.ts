import type { Size } from './geometry.ts'
import { sharp } from './sharp.ts'

/** A JPEG of one colour, in pixels. */
export function drawTestPicture({ width, height }: Size): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#2f81f7' } })
    .jpeg()
    .toBuffer()
}
