import { orRefused, Refused } from '../errors.ts'
import type { Box, Limits } from '../recipe.ts'
import { boundContainer } from './container/container.ts'
import { orFactsBox } from './facts.ts'
import { baseScale, type Size } from './geometry.ts'
import { openHeic } from './heic/heic.ts'
import type { Kind } from './kinds.ts'
import { holdDecoded } from './limits.ts'
import { readMetadata } from './metadata/metadata.ts'
import { openSource } from './source.ts'
import { readSvg } from './svg/svg.ts'

/** What can be known of an original without decoding it. */
export interface Inspection {
  /** Its size in pixels, as it is seen; `null` for a drawing, which has none, and for what cannot be read. */
  readonly size: Size | null
  /** Frames of an animation, pages of a document. */
  readonly pages: number
  /** Frames that its renditions would have. */
  readonly frames: number
  readonly hasPlace: boolean
  /** Why it would have no renditions, as far as the header tells. */
  readonly refused: Refused | null
}

const nothingKnown = { size: null, pages: 1, frames: 1, hasPlace: false, refused: null }

/** The kinds whose headers come first in a file; those of others may be anywhere, and frames have to be counted. */
const IN_FRONT: ReadonlySet<Kind> = new Set(['jpeg', 'png'])

export type Inspect = (bytes: Uint8Array, kind: Kind, limits: Limits, boxes: readonly Box[]) => Promise<Inspection>

/**
 * Inspects a picture: reads its header and decodes nothing.
 *
 * @param bytes the whole file
 * @throws Unjudged
 */
export const inspect: Inspect = async (bytes, kind, limits, boxes) => {
  const found = await orRefused(inspectWithin(bytes, kind, { ...limits, pixels: Infinity }, boxes))
  if (found instanceof Refused) return { ...nothingKnown, refused: found }
  const refused = found.size === null ? null : await refusalOf(bytes, kind, limits, boxes, found.size)
  return { ...found, refused }
}

/**
 * Inspects a picture by the first bytes of its file; `null` where they do not tell.
 *
 * @param inspect does it for the bytes that it is given
 */
export async function inspectAhead(
  inspect: Inspect,
  ...[first, kind, limits, boxes]: Parameters<Inspect>
): Promise<Inspection | null> {
  if (!IN_FRONT.has(kind)) return null
  const seen = await inspect(first, kind, limits, boxes)
  return seen.size === null ? null : seen
}

/** Inspects it and holds the limits. @throws Refused */
async function inspectWithin(
  bytes: Uint8Array,
  kind: Kind,
  limits: Limits,
  wanted: readonly Box[],
): Promise<Inspection> {
  const boxes = orFactsBox(wanted)
  if (kind === 'svg') {
    readSvg(bytes)
    return nothingKnown
  }
  if (kind === 'heic') return inspectHeic(bytes, limits)
  const { header } = await openSource(kind, boundContainer(kind, bytes), limits, boxes)
  holdDecoded(header, baseScale(boxes, header.size), limits)
  const { size, pages, frames } = header
  return { ...nothingKnown, size, pages, frames, hasPlace: header.hasPlace }
}

async function inspectHeic(bytes: Uint8Array, limits: Limits): Promise<Inspection> {
  const heic = await openHeic(bytes, limits)
  await heic.close()
  return { ...nothingKnown, size: heic.size, hasPlace: readMetadata(heic).hasPlace }
}

async function refusalOf(
  bytes: Uint8Array,
  kind: Kind,
  limits: Limits,
  boxes: readonly Box[],
  { width, height }: Size,
): Promise<Refused | null> {
  if (width * height * 3 <= limits.pixels) return null // no kind's pixels count for more
  const found = await orRefused(inspectWithin(bytes, kind, limits, boxes))
  return found instanceof Refused ? found : null
}
