import type { Size } from './geometry.ts'
import { sharp } from './sharp.ts'

/** Its sides in pixels: large enough that libvips begins its threads. */
const SIDE = 256

/** Whether pictures can be made and decoded here at all: a machine may lack threads, or a file that was replaced by an upgrade. */
export async function canDecode(): Promise<boolean> {
  try {
    const plain = sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: 'gray' } })
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      const { data } = await sharp(await plain.clone().toFormat(format).toBuffer())
        .resize(SIDE / 4)
        .raw()
        .toBuffer({ resolveWithObject: true })
      if (data.length !== 3 * (SIDE / 4) ** 2) return false
    }
    return true
  } catch {
    return false
  }
}

/** A JPEG of one colour, in pixels. */
export function drawTestPicture({ width, height }: Size): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#2f81f7' } })
    .jpeg()
    .toBuffer()
}
