import { basename, extname, join } from 'node:path'
import { fromPixels, type Pixels, sharp, toPixels } from '../../src/image/sharp.ts'

/** A picture to measure with, in its full size. */
export interface SourcePicture {
  readonly name: string
  readonly pixels: Pixels
}

/** Finished pixels of one size, and the same as a PNG, which is what encodings of them are judged by. */
export interface Finished {
  readonly name: string
  readonly pixels: Pixels
  readonly png: Buffer
}

/** The longer side in pixels of a quarter whose detail is measured. */
const LOOKED_AT = 600

/**
 * The pictures of some photos: of each photo the whole, the quarter with the most detail, and the one with the least.
 * A quarter is another picture, as if taken with a longer lens: it is closer, softer, and of one subject. It is not independent of
 * the whole, so twelve pictures of four photos say more than four, and less than twelve photos would.
 */
export async function picturesOf(folder: string, files: readonly string[]): Promise<SourcePicture[]> {
  const pictures: SourcePicture[] = []
  for (const file of files) {
    const upright = sharp(join(folder, file)).autoOrient().toColourspace('srgb').removeAlpha()
    const whole = { name: basename(file, extname(file)), pixels: await toPixels(upright, 1) }
    pictures.push(whole, ...(await quartersOf(whole)))
  }
  return pictures
}

/** @param side in pixels, of the box */
export async function finish(
  { name, pixels }: SourcePicture,
  side: number,
  fit: 'cover' | 'inside',
): Promise<Finished> {
  const resized = await toPixels(fromPixels(pixels).resize(side, side, { fit, withoutEnlargement: true }), 1)
  return { name, pixels: resized, png: await fromPixels(resized).png({ compressionLevel: 1 }).toBuffer() }
}

async function quartersOf({ name, pixels }: SourcePicture): Promise<SourcePicture[]> {
  const [width, height] = [Math.floor(pixels.width / 2), Math.floor(pixels.height / 2)]
  const quarters: { detail: number; pixels: Pixels }[] = []
  for (const [left, top] of [
    [0, 0],
    [width, 0],
    [0, height],
    [width, height],
  ] as const) {
    const quarter = await toPixels(fromPixels(pixels).extract({ left, top, width, height }), 1)
    const small = await toPixels(fromPixels(quarter).resize(LOOKED_AT, LOOKED_AT, { fit: 'inside' }), 1)
    quarters.push({ detail: (await fromPixels(small).stats()).sharpness, pixels: quarter })
  }
  const [calmest, , , busiest] = quarters.toSorted((a, b) => a.detail - b.detail)
  return [
    { name: `${name}, busiest quarter`, pixels: busiest!.pixels },
    { name: `${name}, calmest quarter`, pixels: calmest!.pixels },
  ]
}
