import type { Catalogue, PictureRendition } from '../../config/catalogue.ts'
import { OPEN } from '../../recipe.ts'

/** How wide a picture of the grid must be to be sharp, in pixels. */
const WIDE = 360

/**
 * The rendition that the grid shows: the smallest one that has the picture's own shape and is wide enough, of those whose
 * format is negotiated and that are made in advance; the first variant where there is none.
 */
export function previewOf({ pictures }: Pick<Catalogue, 'pictures'>): PictureRendition | null {
  const all = [...pictures.values()]
  const fit = all.filter(
    ({ box, encoding, prewarm }) =>
      prewarm && encoding.format === 'fallback' && box.fit === 'inside' && widthOf(box) >= WIDE,
  )
  const [smallest] = fit.toSorted((a, b) => widthOf(a.box) - widthOf(b.box))
  return smallest ?? all[0] ?? null
}

/** A variant that names one side is open on the other, which that one bounds for most pictures. */
function widthOf({ width, height }: PictureRendition['box']): number {
  return width === OPEN ? height : width
}
