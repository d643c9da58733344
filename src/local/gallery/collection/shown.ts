import type { Catalogue } from '../../../config/catalogue.ts'
import { previewOf } from '../preview.ts'

/** What most browsers get where a page names the picture, and in which format. */
export interface ShownRendition {
  /** The variant. */
  readonly name: string
  /** `avif`, `webp`, or `fallback` where nothing is negotiated. */
  readonly format: string
  /** The name under which it is stored. */
  readonly stored: string
}

/**
 * The rendition by which it is told what a page weighs: the variant `medium`, or the one that the grid shows where there
 * is none such, in the most wanted format in which it is made in advance.
 */
export function shownOf(catalogue: Pick<Catalogue, 'pictures' | 'table'>): ShownRendition | null {
  const { pictures, table } = catalogue
  const isMedium = pictures.get('medium')?.encoding.format === 'fallback'
  const named = isMedium ? 'medium' : previewOf(catalogue)?.name
  if (named === undefined) return null
  const spelled = table.names[named] ?? {}
  const made = table.formats
    .map((format) => pictures.get(spelled[format] ?? ''))
    .find((rendition) => rendition?.prewarm === true)
  const { name: stored, encoding } = made ?? pictures.get(named)!
  return { name: named, format: encoding.format, stored }
}
