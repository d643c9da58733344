import type { Catalogue, PictureRendition, Rendition } from '../../config/catalogue.ts'
import { identityOf } from '../../config/recipe-hashes.ts'
import { Archived, Changed, NoOriginal } from '../../errors.ts'
import { scaleFor, type Size } from '../../image/geometry.ts'
import { printPath } from '../../path.ts'
import { type ObjectHead, readAll } from '../../stores/store.ts'
import type { Ports } from '../ports.ts'
import { isCurrent, sourceOf } from '../stored.ts'

/** A picture of one pixel is whole in every box, so that it has every stand-in that there may be. */
const TINY: Size = { width: 1, height: 1 }

/**
 * The rendition under whose name another one's bytes are stored. All that show the whole of a small original, unresized and
 * in one encoding, have the same bytes (docs/decisions/055): they are stored once, under the name of one that is
 * pre-warmed, or else of the smallest. What is pre-warmed itself always has its own.
 *
 * @param original the size of a picture that is no drawing, for those are drawn as large as the box wants them
 */
export function standInFor(rendition: PictureRendition, original: Size, { pictures }: Catalogue): PictureRendition {
  if (rendition.prewarm || !isWholeIn(rendition, original)) return rendition
  const identity = identityOf(rendition)
  const [first = rendition] = [...pictures.values()]
    .filter((other) => isWholeIn(other, original) && identityOf({ ...other, box: rendition.box }) === identity)
    .toSorted(byPreference)
  return first
}

/** The same where nothing is known of the original but the rendition that was made: it is whole where both sides are shorter than the box. */
export function standInWhenMade(rendition: Rendition, made: Size, catalogue: Catalogue): Rendition {
  const isWhole = rendition.kind === 'picture' && made.width < rendition.box.width && made.height < rendition.box.height
  return isWhole ? standInFor(rendition, made, catalogue) : rendition
}

function isWholeIn({ box }: PictureRendition, original: Size): boolean {
  return box.fit === 'inside' && scaleFor(box, original) === 1
}

function byPreference(a: PictureRendition, b: PictureRendition): number {
  return Number(b.prewarm) - Number(a.prewarm) || a.box.width - b.box.width || a.box.height - b.box.height
}

/** What is stored in place of a rendition. */
export interface StandIn {
  readonly head: ObjectHead
  readonly bytes: Uint8Array
}

/**
 * Looks for what is stored in place of a rendition, without reading the original; `null` where the rendition has to be made.
 * An edge may keep the answer as long as the stored object itself: where that is replaced or deleted, all of the key is
 * purged.
 *
 * @throws NoOriginal
 */
export async function findStandIn(
  { originals, processed, catalogue }: Pick<Ports, 'originals' | 'processed' | 'catalogue'>,
  rendition: Rendition,
  key: string,
): Promise<StandIn | null> {
  if (rendition.kind === 'info' || standInFor(rendition, TINY, catalogue) === rendition) return null
  const original = await originals.head(key)
  if (original === null) throw new NoOriginal() // one request for an unknown key, as ever: docs/decisions/032
  const source = sourceOf(original)
  const info = await processed.head(printPath(catalogue.info.name, key))
  const size = info === null || !isCurrent(info, source, catalogue.info) ? null : sizeOf(info, catalogue)
  const standIn = size === null ? rendition : standInFor(rendition, size, catalogue)
  if (standIn === rendition) return null
  return read(processed, standIn, key, source)
}

/** `null` where it is not there as it should be, or cannot be read: it is made then. */
async function read(
  processed: Ports['processed'],
  rendition: PictureRendition,
  key: string,
  source: string,
): Promise<StandIn | null> {
  try {
    const stored = await processed.get(printPath(rendition.name, key))
    if (stored === null) return null
    const { body, ...head } = stored
    if (isCurrent(head, source, rendition)) return { head, bytes: await readAll(body) }
    await body.cancel()
    return null
  } catch (error) {
    if (error instanceof Archived || error instanceof Changed) return null
    throw error
  }
}

/** The size of an original in pixels, by what its info's head says; `null` for a drawing. */
function sizeOf({ metadata }: ObjectHead, { info }: Catalogue): Size | null {
  const size = { width: Number(metadata['width']), height: Number(metadata['height']) }
  return metadata['recipe'] === info.recipe && size.width > 0 && size.height > 0 ? size : null
}
