import { defaultVariants } from '../config/default-variants.ts'
import { rungsOf } from '../config/widths.ts'

/** What a loader must know of a variant. It is a part of what `sizewright.config.ts` says of it, which may be given whole. */
interface LoaderVariant {
  /** The width of its box, in pixels. */
  readonly width?: number | undefined
  readonly height?: number | undefined
  readonly fit?: 'inside' | 'cover' | 'contain' | undefined
  readonly format?: 'jpeg' | 'png' | 'webp' | 'avif' | undefined
  readonly prewarm?: boolean | undefined
  /** Whether it may come out smaller than its box, to keep within `maxBytes`. */
  readonly shrink?: boolean | undefined
}

export type Variants = Readonly<Record<string, LoaderVariant>>

/** The sizes of a configuration, as far as a page must know them. */
export interface Sizes<V extends Variants = Variants, W extends readonly number[] = readonly number[]> {
  /** The variants of `sizewright.config.ts`; without them the four that a configuration without any has. */
  readonly variants?: V | undefined
  /** Its ladder of widths in pixels, of which each is a variant of its own: `w640`. */
  readonly widths?: W | undefined
}

/** The names that a configuration makes: those of its variants, and of its widths. */
export type NameOf<V extends Variants, W extends readonly number[]> = (keyof V & string) | `w${W[number]}`

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
  readonly fit: 'inside' | 'cover' | 'contain'
  /** Whether it is stored before anybody asks for it. */
  readonly prewarm: boolean
  /** Whether its bytes have a part in its sides, so that they are nobody's guess. */
  readonly shrink: boolean
}

/** Sizes to choose among, of which there is at least one. */
export type Ladder = readonly [NamedSize, ...NamedSize[]]

/** All that can be asked for, the widths among them. */
export function allVariants({ variants = defaultVariants, widths = [] }: Sizes): Variants {
  return { ...variants, ...rungsOf(widths) }
}

/**
 * The variants that a browser may choose among by width, the narrowest first: those of the wanted fit that have a width
 * and whose format is negotiated. Where there are none, the conditions are given up, that of the format first; what is
 * always JPEG or PNG is for mail and scrapers, and the last that a page gets. Where a crop is wanted, only those are
 * chosen whose shape is nearest to what is wanted; one that is padded has the shape of its box, as a crop has.
 *
 * @throws RangeError when there are no variants at all
 */
export function ladderOf(variants: Variants, wanted: Wanted = {}): Ladder {
  const all = Object.entries(variants)
  const isFallback = ([, { format }]: [string, LoaderVariant]) => format === 'jpeg' || format === 'png'
  const shaped = all.filter(([, { fit = 'inside' }]) => fit !== 'inside')
  const crops = shaped.filter((one) => one[1].fit === 'cover' && !isFallback(one))
  const fitting = wanted.fit === 'cover' ? nearest(crops, wanted) : all.filter((one) => !shaped.includes(one))
  const modern = fitting.filter((one) => !isFallback(one))
  const sized = modern.filter(([, variant]) => variant.width !== undefined)
  const negotiated = sized.filter(([, variant]) => variant.format === undefined)
  const others = all.filter((one) => !isFallback(one))
  const chosen = [negotiated, sized, modern, fitting, others].find((some) => some.length > 0) ?? all
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
    .map(([name, { width = Infinity, height = Infinity, fit = 'inside', ...rest }]): NamedSize => {
      return { name, width, height, fit, prewarm: rest.prewarm ?? true, shrink: rest.shrink ?? false }
    })
    .sort((a, b) => (a.width < b.width ? -1 : a.width > b.width ? 1 : 0)) // Infinity - Infinity is no number
  if (narrowest === undefined) throw new RangeError('variants: needs at least one variant')
  return [narrowest, ...wider]
}

/**
 * Whether the width says how wide a picture is whose shape nobody knows. In a box the height may be what counts: the
 * portrait of 712 x 1208 pixels is 354 wide in one of 600 x 600.
 */
export function isWidthTrue({ width, height, fit, shrink }: NamedSize): boolean {
  return width !== Infinity && !shrink && (fit !== 'inside' || height === Infinity)
}

/**
 * The narrowest size that is as wide and as high as is wanted; the widest, where none is or nothing is said. Where a width
 * is wanted and no height, nobody knows what a box comes to: only the others are chosen among, where there are any.
 */
export function coveringSize(ladder: Ladder, { width = Infinity, height = 0 }: Wanted): NamedSize {
  const known = height > 0 ? ladder : ladder.filter(isWidthTrue)
  if (known.length === 0) return ladder.at(-1) ?? ladder[0]
  return known.find((size) => size.width >= width && size.height >= height) ?? known.at(-1) ?? ladder[0]
}
