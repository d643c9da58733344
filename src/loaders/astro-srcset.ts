import type { KnownOriginal, PictureInfo } from './original.ts'
import { srcsetCandidates } from './srcset.ts'
import { type Ladder, coveringSize } from './variants.ts'

/** What `<Image>` asks of a service, as far as it matters here. */
export interface AstroImage {
  /** A key, the address of what lies elsewhere, or what an import of a picture gives. */
  readonly src: string | { readonly src: string; readonly width: number; readonly height: number }
  readonly width?: number | undefined
  readonly height?: number | undefined
  readonly widths?: readonly number[] | undefined
  readonly densities?: readonly (number | string)[] | undefined
  readonly fit?: string | undefined
  readonly layout?: string | undefined
  /** The very variant that is wanted: `<Image variant="hero">`. */
  readonly variant?: string | undefined
  /** The JSON of `/info/<key>`: with it the `srcset` ends at the original's width. */
  readonly info?: PictureInfo | undefined
}

/** One entry of a `srcset`; Astro asks `getURL` for the URL of the image in it. */
export interface AstroEntry {
  readonly transform: { readonly src: string; readonly variant: string; readonly width: number | undefined }
  readonly descriptor: string
}

/**
 * The entries for `widths`, which layouts write, too. There is one for every variant up to the one that covers the largest
 * width, each with the width that a picture of these proportions has in it: as measured, or else where it is large enough.
 * A box has none where nobody knows the proportions.
 */
export function widthsUpTo(src: string, image: AstroImage, ladder: Ladder): AstroEntry[] {
  if (image.widths === undefined || image.widths.length === 0) return []
  const wanted = Math.max(...image.widths)
  const all = srcsetCandidates(ladder, proportionsOf(image))
  const covering = all.findIndex(({ width }) => width >= wanted)
  const some = covering === -1 ? all : all.slice(0, covering + 1)
  return some.map(({ name, width }) => entry(src, name, width, `${width}w`))
}

/** What is known of the original: its info, or else that it has the sides' proportions, and enough pixels. */
function proportionsOf({ info, width, height }: AstroImage): KnownOriginal {
  if (info !== undefined) return { info }
  return width && height ? { width: width * ENOUGH, height: height * ENOUGH } : {}
}

const ENOUGH = 100_000

/** The entries for `densities` such as `[1.5, '2x']`, without those that come to a variant that a lower density has already. */
export function densitiesOf(src: string, image: AstroImage, ladder: Ladder): AstroEntry[] {
  const densities = (image.densities ?? []).map((density) => Number.parseFloat(String(density))).sort((a, b) => a - b)
  const byName = new Map<string, AstroEntry>()
  for (const density of densities) {
    const scaled = (side: number | undefined) => side && side * density
    const width = scaled(image.width)
    const { name } = coveringSize(ladder, { width, height: scaled(image.height) })
    if (!byName.has(name)) byName.set(name, entry(src, name, width, `${density}x`))
  }
  return [...byName.values()]
}

/** Leaves out the height, so that it is another picture than the `src`: Astro gives one URL to those of the same sides. */
function entry(src: string, variant: string, width: number | undefined, descriptor: string): AstroEntry {
  return { transform: { src, variant, width }, descriptor }
}
