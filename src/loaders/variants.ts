/** What a loader must know of a variant. It is a part of what `sizewright.config.ts` says of it, which may be given whole. */
interface LoaderVariant {
  /** The width of its box, in pixels. */
  readonly width?: number | undefined
  readonly height?: number | undefined
  readonly fit?: 'inside' | 'cover' | 'contain' | undefined
  readonly format?: 'jpeg' | 'png' | 'webp' | 'avif' | undefined
}

export type Variants = Readonly<Record<string, LoaderVariant>>

/** What a place on a page asks for. */
export interface Wanted {
  /** The width in pixels of the screen. */
  readonly width?: number | undefined
  readonly height?: number | undefined
  /** `'cover'` asks for a crop, anything else for the whole picture. */
  readonly fit?: string | undefined
}

export interface NamedSize {
  readonly name: string
  /** The width in pixels; `Infinity` where the variant leaves the side open. */
  readonly width: number
  readonly height: number
}

/** Sizes to choose among, of which there is at least one. */
export type Ladder = readonly [NamedSize, ...NamedSize[]]

/**
 * The variants that a browser may choose among by width, the narrowest first: those of the wanted fit that have a width
 * and whose format is negotiated. Where there are none, the conditions are given up, that of the format first. Where a
 * crop is wanted, only those are chosen whose shape is nearest to what is wanted.
 *
 * @throws RangeError when there are no variants at all
 */
export function ladderOf(variants: Variants, wanted: Wanted = {}): Ladder {
  const all = Object.entries(variants)
  const crops = all.filter(([, variant]) => variant.fit === 'cover')
  const fitting = wanted.fit === 'cover' ? nearest(crops, wanted) : all.filter((one) => !crops.includes(one))
  const sized = fitting.filter(([, variant]) => variant.width !== undefined)
  const negotiated = sized.filter(([, variant]) => variant.format === undefined)
  const chosen = [negotiated, sized, fitting].find((some) => some.length > 0) ?? all
  return sortedSizes(Object.fromEntries(chosen))
}

/** The crops whose shape is nearest. Sizes of one shape can stand in for each other, those of different shapes cannot. */
function nearest(crops: [string, LoaderVariant][], { width, height }: Wanted): [string, LoaderVariant][] {
  if (!width || !height) return crops
  const distance = ([, crop]: [string, LoaderVariant]) =>
    Math.abs(Math.log(((crop.width ?? 1) / (crop.height ?? 1)) * (height / width)))
  const least = Math.min(...crops.map(distance))
  return crops.filter((crop) => distance(crop) < least + 0.01) // 1 %, for sides are rounded to whole pixels
}

/**
 * All variants as sizes, the narrowest first.
 *
 * @throws RangeError when there are none
 */
export function sortedSizes(variants: Variants): Ladder {
  const [narrowest, ...wider] = Object.entries(variants)
    .map(([name, { width = Infinity, height = Infinity }]): NamedSize => ({ name, width, height }))
    .sort((a, b) => (a.width < b.width ? -1 : a.width > b.width ? 1 : 0)) // Infinity - Infinity is no number
  if (narrowest === undefined) throw new RangeError('variants: needs at least one variant')
  return [narrowest, ...wider]
}

/** The narrowest size that is as wide and as high as is wanted; the widest, where none is or nothing is said. */
export function coveringSize(ladder: Ladder, { width = Infinity, height = 0 }: Wanted): NamedSize {
  return ladder.find((size) => size.width >= width && size.height >= height) ?? ladder.at(-1) ?? ladder[0]
}
