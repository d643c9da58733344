import { type Ladder, type NamedSize, coveringSize } from './variants.ts'

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
}

/** One entry of a `srcset`; Astro asks `getURL` for the URL of the image in it. */
export interface AstroEntry {
  readonly transform: { readonly src: string; readonly variant: string; readonly width: number | undefined }
  readonly descriptor: string
}

/**
 * The entries for `widths`, which layouts write, too. There is one for every variant up to the one that covers the largest
 * width, each with the width that a picture of these proportions has in it, where it is large enough.
 */
export function widthsUpTo(src: string, image: AstroImage, ladder: Ladder): AstroEntry[] {
  if (image.widths === undefined || image.widths.length === 0) return []
  const aspect = image.width && image.height ? image.width / image.height : 0
  const width = Math.max(...image.widths)
  const largest = coveringSize(ladder, { width, height: aspect && width / aspect })
  const byDescriptor = new Map<string, AstroEntry>()
  for (const size of ladder.slice(0, ladder.indexOf(largest) + 1)) {
    const own = widthIn(size, aspect)
    if (own === Infinity || byDescriptor.has(`${own}w`)) continue
    byDescriptor.set(`${own}w`, entry(src, size, own, `${own}w`))
  }
  return [...byDescriptor.values()]
}

/** The entries for `densities` such as `[1.5, '2x']`, without those that come to a variant that a lower density has already. */
export function densitiesOf(src: string, image: AstroImage, ladder: Ladder): AstroEntry[] {
  const densities = (image.densities ?? []).map((density) => Number.parseFloat(String(density))).sort((a, b) => a - b)
  const byName = new Map<string, AstroEntry>()
  for (const density of densities) {
    const scaled = (side: number | undefined) => side && side * density
    const width = scaled(image.width)
    const size = coveringSize(ladder, { width, height: scaled(image.height) })
    if (!byName.has(size.name)) byName.set(size.name, entry(src, size, width, `${density}x`))
  }
  return [...byName.values()]
}

/** Leaves out the height, so that it is another picture than the `src`: Astro gives one URL to those of the same sides. */
function entry(src: string, { name: variant }: NamedSize, width: number | undefined, descriptor: string): AstroEntry {
  return { transform: { src, variant, width }, descriptor }
}

/** @param aspect width / height, or 0 where it is not known */
function widthIn({ width, height }: NamedSize, aspect: number): number {
  return aspect === 0 ? width : Math.round(Math.min(width, height * aspect))
}
