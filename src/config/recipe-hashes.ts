import { createHash } from 'node:crypto'
import {
  type AddedFonts,
  type Box,
  generation,
  type Limits,
  type Making,
  typefaceSet,
  type Watermark,
} from '../recipe.ts'

/** What is stored of an original under one name, as a hash tells of it. */
interface Hashed {
  readonly name: string
  readonly recipe: string
  readonly drawnRecipe: string
  readonly prewarm: boolean
}

/**
 * Changes with whatever decides a picture's bytes, apart from the original.
 *
 * @param boxes what the original is decoded for
 * @param limits those that decide whether an animation moves
 * @param fonts a hash of those for drawings
 */
export function pictureRecipe(
  { box, encoding, watermark }: Making,
  boxes: readonly Box[],
  { frames, animationPixels }: Pick<Limits, 'frames' | 'animationPixels'>,
  fonts: string,
): string {
  const parents = boxes.filter((other) => canExceed(other, box))
  const mark = watermark !== null && mayHaveText(watermark.image) ? [digestOf(watermark), fonts] : digestOf(watermark)
  return hash([generation, frames, animationPixels, box, encoding, mark, parents])
}

/**
 * The recipe of a rendition of a drawing, whose text is drawn with fonts: it changes with these, too. Nothing tells a
 * photo from a drawing before it is read, so that every rendition has both.
 */
export function drawnRecipe(recipe: string, fonts: string): string {
  return hash([recipe, fonts])
}

/** Changes with the fonts that the text of drawings is drawn with. */
export function fontsHash(added: AddedFonts | undefined): string {
  return hash([typefaceSet, added?.hash ?? null])
}

/**
 * Changes with what is told about an original: its pre-warmed pictures, and the pixels that all boxes are made from.
 */
export function infoRecipe(pictures: Iterable<Omit<Hashed, 'drawnRecipe'>>, boxes: readonly Box[]): string {
  const told = [...pictures].filter(({ prewarm }) => prewarm).map(({ name, recipe }) => `${name} ${recipe}`)
  return hash([generation, boxes, told.toSorted()])
}

/** Changes with whatever decides whether an original can be decoded: of a drawing, whether there are fonts for its text. */
export function decodeRecipe(limits: Limits, decoders: readonly string[], fonts: string): string {
  return hash([generation, limits, decoders.toSorted(), fonts])
}

interface Facts {
  readonly renditions: ReadonlyMap<string, Hashed>
  readonly decodeRecipe: string
  readonly fonts: string
  readonly table: { readonly prefixes: readonly string[]; readonly hidden: boolean }
}

/** Changes with whatever calls for a rollout, and with nothing else. */
export function configurationHash({ renditions, table, decodeRecipe }: Facts): string {
  const stored = [...renditions.values()]
    .map(({ name, drawnRecipe, prewarm }) => `${name} ${drawnRecipe} ${prewarm}`) // which holds the plain one
    .toSorted()
  return hash([stored, decodeRecipe, table.prefixes.toSorted(), table.hidden])
}

/** The same, part by part, so that it can be told what has changed. */
export function storedFacts({ renditions, table, decodeRecipe, fonts }: Facts) {
  const stored = [...renditions.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return {
    renditions: Object.fromEntries(stored.map(({ name, recipe, prewarm }) => [name, `${recipe} ${prewarm}`])),
    refusing: decodeRecipe,
    fonts,
    prefixes: table.prefixes.toSorted(),
    hidden: table.hidden,
  }
}

/** The same text for two makings that give the same bytes, and for no others. */
export function identityOf({ box, encoding, watermark }: Making): string {
  return JSON.stringify([box, encoding, digestOf(watermark)])
}

const DRAWING = 'data:image/svg+xml;base64,'

/** Whether the image of a watermark may be drawn with fonts: it is a drawing that has this word, or is written so that nobody can tell. */
function mayHaveText(image: string): boolean {
  if (!image.startsWith(DRAWING)) return false
  const bytes = Buffer.from(image.slice(DRAWING.length), 'base64')
  return bytes.includes('text') || bytes[0] === 0x1f || bytes.includes(0) // as it is zipped, or in UTF-16
}

const digests = new WeakMap<Watermark, object>()

/** A watermark as recipes hold it: its image may be a megabyte, and there may be hundreds of renditions. */
function digestOf(watermark: Watermark | null): object | null {
  if (watermark === null) return null
  const digest = digests.get(watermark) ?? { ...watermark, image: hash(watermark.image) }
  digests.set(watermark, digest)
  return digest
}

/**
 * Whether there is an original of which `other` needs more pixels than `box`. Only those can have a part in what `box`
 * is resized from, so only those belong to its recipe: a new small size leaves the stored large ones as they are.
 */
function canExceed(other: Box, box: Box): boolean {
  const wider = other.width > box.width
  const higher = other.height > box.height
  const [isCrop, isOther] = [box.fit === 'cover', other.fit === 'cover']
  if (isCrop === isOther) return wider || higher
  // `cover` takes the larger of the two sides' scales, `inside` the smaller: so some original makes any `cover` exceed
  // an `inside`, and an `inside` exceeds a `cover` only when both of its sides are longer.
  return isOther || (wider && higher)
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32)
}
