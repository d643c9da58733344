import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { TargetFormat } from '../../../src/recipe.ts'
import type { Graphic } from '../drawing/drawing.ts'
import { scoreAll } from '../score.ts'
import { deliver, type SizeName } from './renditions.ts'
import { writeSheets } from './sheet.ts'

/** One rendition's figures. */
export interface Figure {
  /** A graphic's name; a photo has none that would tell of its owner, so it is known by its hash. */
  readonly picture: string
  readonly size: SizeName
  readonly format: TargetFormat
  /** Its content type, without `image/`. */
  readonly type: string
  readonly bytes: number
  /** SSIMULACRA 2, to a hundredth. */
  readonly s2: number
  readonly butteraugli: number | null
}

/** A picture that is measured. */
export interface Subject {
  readonly name: string
  readonly file: () => Promise<Buffer>
  readonly isPhoto: boolean
}

export function graphicSubjects(graphics: readonly Graphic[]): Subject[] {
  return graphics.map(({ name, file }) => ({ name, file, isPhoto: false }))
}

/** @param paths of JPEGs */
export async function photoSubjects(paths: readonly string[]): Promise<Subject[]> {
  const files = await Promise.all(paths.map((path) => readFile(path)))
  return files.map((bytes) => ({
    name: `photo ${createHash('sha256').update(bytes).digest('hex').slice(0, 8)}`,
    file: () => Promise.resolve(bytes),
    isPhoto: true,
  }))
}

/**
 * Measures what the service delivers of each picture; a photo in its own size is nothing that a page shows.
 *
 * @param sheets a folder in which it is shown, if that is wanted
 */
export async function figuresOf(
  subjects: readonly Subject[],
  withButteraugli: boolean,
  sheets: string | undefined,
): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const { name, file, isPhoto } of subjects) {
    console.error(name)
    const made = await deliver(await file(), !isPhoto)
    if (sheets !== undefined) await writeSheets(name, made, sheets)
    const encoded = made.map(({ pixels, rendered }) => ({ pixels, bytes: rendered.bytes }))
    const scores = await scoreAll(encoded, withButteraugli)
    for (const [index, { size, format, rendered }] of made.entries()) {
      const { s2, butteraugli } = scores[index]!
      figures.push({
        picture: name,
        size,
        format,
        type: rendered.contentType.replace('image/', ''),
        bytes: rendered.bytes.length,
        s2: Math.round(s2 * 100) / 100,
        butteraugli: butteraugli === null ? null : Math.round(butteraugli * 1000) / 1000,
      })
    }
  }
  return figures
}
