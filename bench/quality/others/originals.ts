import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fromPixels, type Pixels, sharp, toPixels } from '../../../src/image/sharp.ts'
import type { Subject } from '../delivered/figures.ts'

/** A picture that every server is given. */
export interface Original {
  readonly name: string
  readonly isPhoto: boolean
  /** Its name in the folder. */
  readonly key: string
  /**
   * The picture as it would be in a width if nothing were lost by encoding: all of its pixels, resized in one step by
   * Lanczos3, which is what all servers use. A picture that is smaller stays as it is.
   */
  readonly inWidth: (width: number) => Promise<Pixels>
}

/** Puts the pictures into a folder of their own. */
export async function writeOriginals(subjects: readonly Subject[], folder: string): Promise<Original[]> {
  await mkdir(folder)
  const originals: Original[] = []
  for (const { name, file, isPhoto } of subjects) {
    const bytes = await file()
    const key = `${name.replaceAll(/[^\w]+/g, '-')}.${(await sharp(bytes).metadata()).format}`
    await writeFile(join(folder, key), bytes)
    originals.push({ name, isPhoto, key, inWidth: (width) => resized(bytes, width) })
  }
  return originals
}

async function resized(bytes: Buffer, width: number): Promise<Pixels> {
  // Two steps, as one would have a JPEG's decoder do a part of the shrinking.
  const whole = await toPixels(sharp(bytes).autoOrient().toColourspace('srgb'), 1)
  if (whole.width <= width) return whole
  return toPixels(fromPixels(whole).resize({ width, kernel: 'lanczos3' }), 1)
}
