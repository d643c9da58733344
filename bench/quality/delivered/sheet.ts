import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { OverlayOptions } from 'sharp'
import { fromPixels, sharp, whileDrawing } from '../../../src/image/sharp.ts'
import type { Delivered } from './renditions.ts'

const GAP = 8
/** White shows what is transparent as most pages do, and dark what white hides. */
const GROUNDS = ['#fff', '#334'] as const

/**
 * Draws what is delivered beside what it was encoded from, pixel by pixel, to be looked at: for each size a PNG with the
 * pixels, WebP and the fallback; where something is transparent once more over dark.
 */
export async function writeSheets(name: string, made: readonly Delivered[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [size, these] of Map.groupBy(made, ({ size }) => size)) {
    const shown = ['webp', 'fallback'].map((format) => these.find((one) => one.format === format)!)
    const { pixels } = these[0]!
    const pictures = [fromPixels(pixels), ...shown.map(({ rendered }) => sharp(rendered.bytes))]
    const pngs = await Promise.all(pictures.map((picture) => picture.toColourspace('srgb').png().toBuffer()))
    const isClear = pixels.channels === 2 || pixels.channels === 4
    const grounds = GROUNDS.slice(0, isClear ? 2 : 1)
    const [across, down] = [pixels.width + GAP, pixels.height + GAP]
    const rows = grounds.flatMap((background, row): OverlayOptions[] => {
      const top = row * down
      const create = { width: pngs.length * across, height: pixels.height, channels: 3, background } as const
      const overlays = pngs.map((input, column) => ({ input, top, left: column * across }))
      return [{ input: { create }, top, left: 0 } as OverlayOptions].concat(overlays)
    })
    const create = {
      width: pngs.length * across,
      height: grounds.length * down,
      channels: 3,
      background: '#888',
    } as const
    const sheet = sharp({ create }).composite(rows)
    await whileDrawing(() => sheet.png().toFile(join(folder, `${name.replaceAll(/[^\w]+/g, '-')}-${size}.png`)))
  }
}
