import type { Sharp } from 'sharp'
import { sharp } from '../../src/image/sharp.ts'

/** Of the pictures that nothing else is said of, in pixels. */
export const [WIDTH, HEIGHT] = [128, 64]

export type Colour = readonly number[]

/** What the four quarters of the scene show, by rows. */
export const quarters: readonly Colour[] = [
  [200, 0, 0],
  [0, 200, 0],
  [0, 0, 200],
  [200, 200, 0],
]

/** Four quarters, by which a picture that was turned, mirrored or cut can be told. */
export function scene({ isClear = false, scale = 1 } = {}): Sharp {
  return isClear ? draw([...quarters.slice(0, 3), [200, 200, 0, 0]], scale) : draw(quarters, scale).removeAlpha()
}

/** @param colours of the quarters, with alpha or without */
export function draw(colours: readonly Colour[], scale = 1): Sharp {
  const [width, height] = [WIDTH * scale, HEIGHT * scale]
  const data = Buffer.alloc(width * height * 4, 255)
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      data.set(colours[(y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)]!, (y * width + x) * 4)
  return sharp(data, { raw: { width, height, channels: 4 } })
}
