import { Incomparable, measureSsim } from '../../../image/ssim.ts'
import { printPath } from '../../../path.ts'
import type { Rendered } from '../../../recipe.ts'
import { readAll } from '../../../stores/store.ts'
import type { View } from '../view.ts'

/** The stored rendition that is most like one that is tried. */
export interface Beside {
  readonly name: string
  readonly contentType: string
  readonly width: number
  readonly height: number
  readonly bytes: number
  /** `null` where they have other pixels, or too many. */
  readonly similarity: number | null
}

/** Finds what is stored of the same type, if anything is, and next to it in width; `null` where nothing is stored. */
export async function findBeside(
  { catalogue, processed }: Pick<View, 'catalogue' | 'processed'>,
  key: string,
  rendered: Rendered,
): Promise<Beside | null> {
  const all = await Promise.all(
    [...catalogue.pictures.keys()].map(async (name) => {
      const head = await processed.head(printPath(name, key))
      if (head === null) return []
      const { contentType = '', size: bytes, metadata } = head
      const [width, height] = [Number(metadata['width']), Number(metadata['height'])]
      const order = { isOther: contentType !== rendered.contentType, away: Math.abs(width - rendered.width) }
      return [{ ...order, found: { name, contentType, width, height, bytes } }]
    }),
  )
  const [next] = all.flat().toSorted((a, b) => Number(a.isOther) - Number(b.isOther) || a.away - b.away)
  if (next === undefined) return null
  const { found } = next
  const isAlike = found.width === rendered.width && found.height === rendered.height
  return { ...found, similarity: isAlike ? await similarity(processed, printPath(found.name, key), rendered) : null }
}

async function similarity(processed: View['processed'], path: string, { bytes }: Rendered): Promise<number | null> {
  const stored = await processed.get(path)
  if (stored === null) return null
  try {
    return await measureSsim(bytes, await readAll(stored.body))
  } catch (error) {
    if (error instanceof Incomparable) return null
    throw error
  }
}
