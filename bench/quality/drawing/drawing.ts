import type { PngOptions } from 'sharp'
import { fromPixels, type Pixels, sharp, toPixels, whileDrawing } from '../../../src/image/sharp.ts'

/** A graphic of the corpus. */
export interface Graphic {
  readonly name: string
  /** Makes the file that the service is given as an original, with the same pixels each time. */
  readonly file: () => Promise<Buffer>
}

/** Draws the body of an SVG. @param background `null` leaves it transparent */
export async function drawn(
  width: number,
  height: number,
  body: string,
  background: string | null = '#fff',
): Promise<Pixels> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${
    background === null ? '' : `<rect width="${width}" height="${height}" fill="${background}"/>`
  }${body}</svg>`
  const pixels = await whileDrawing(() => toPixels(sharp(Buffer.from(svg)).toColourspace('srgb').ensureAlpha(), 1))
  return background === null ? pixels : toPixels(fromPixels(pixels).removeAlpha(), 1)
}

export function pngOf(pixels: Pixels, options: PngOptions = {}): Promise<Buffer> {
  return fromPixels(pixels).png(options).toBuffer()
}

/** A rectangle. */
export function box(x: number, y: number, width: number, height: number, fill: string, more = ''): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${fill}" ${more}/>`
}

/** A soft shadow below a rectangle, in steps: a filter's floats may differ from machine to machine. */
export function shadow(x: number, y: number, width: number, height: number, radius: number, reach: number): string {
  const steps = Array.from({ length: 12 }, (_, step) => {
    const grown = reach * (1 - step / 12)
    return box(
      x - grown,
      y - grown + reach / 2,
      width + 2 * grown,
      height + 2 * grown,
      '#000',
      `rx="${radius + grown}" fill-opacity="0.015"`,
    )
  })
  return steps.join('')
}
