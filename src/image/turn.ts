import type { Pixels } from './sharp.ts'

/**
 * Turns every frame upright.
 *
 * @param orientation 1 to 8: TIFF 6.0, section 8
 */
export function turn(pixels: Pixels, orientation: number): Pixels {
  if (orientation === 1) return pixels
  const { width, height, frames, channels } = pixels
  const isAcross = orientation > 4
  const across = isAcross ? height : width
  const down = isAcross ? width : height
  const isFromRight = [2, 3, 7, 8].includes(orientation)
  const isFromBottom = [3, 4, 6, 7].includes(orientation)
  const data = Buffer.allocUnsafe(pixels.data.length)
  let to = 0
  for (let frame = 0; frame < frames; frame += 1) {
    for (let y = 0; y < down; y += 1) {
      for (let x = 0; x < across; x += 1) {
        const column = isAcross ? y : x
        const row = isAcross ? x : y
        const fromX = isFromRight ? width - 1 - column : column
        const fromY = isFromBottom ? height - 1 - row : row
        const from = ((frame * height + fromY) * width + fromX) * channels
        for (let channel = 0; channel < channels; channel += 1) data[to + channel] = pixels.data[from + channel]!
        to += channels
      }
    }
  }
  return { ...pixels, data, width: across, height: down }
}
