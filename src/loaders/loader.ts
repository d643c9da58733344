import type { defaultVariants } from '../config/default-variants.ts'
import { isAddressable, viewerPath } from '../path.ts'
import { checkedBase } from './address.ts'
import {
  type ImageAttributes,
  type Loading,
  loadingOf,
  sidesOf,
  sizesOf,
  type SourceAttributes,
  styleOf,
} from './attributes.ts'
import type { KnownOriginal } from './original.ts'
import { type SrcsetCandidate, srcsetCandidates } from './srcset.ts'
import {
  allVariants,
  coveringSize,
  isWidthTrue,
  ladderOf,
  type NameOf,
  type Sizes,
  sortedSizes,
  type Variants,
  type Wanted,
} from './variants.ts'
import { type Version, versionQuery } from './version.ts'
import { warn } from './warn.ts'

export type { PictureInfo } from './original.ts'

export interface LoaderOptions<
  V extends Variants = Variants,
  W extends readonly number[] = readonly number[],
> extends Sizes<V, W> {
  /** Where the service answers, like `https://images.example.com`; on the page's own host a path such as `/images`, or `''`. */
  readonly baseUrl: string
  /** Written as `?v=` after each URL: a new one gets past the caches of browsers. The service makes nothing of it. */
  readonly version?: Version | undefined
}

interface SrcsetOptions<Name extends string> extends KnownOriginal {
  /** The variants to choose among, such as the sizes of one crop. Without it they are all that show the whole picture. */
  readonly variants?: readonly Name[] | undefined
}

export type ImageOptions<Name extends string> = SrcsetOptions<Name> & Loading

/** What a `<picture>` shows where its medium holds: other variants, such as a crop for narrow windows. */
export interface ArtDirection<Name extends string> {
  /** A media query, such as `(max-width: 600px)`. */
  readonly media: string
  readonly variants: readonly Name[]
  readonly sizes?: string | undefined
}

export interface Loader<Name extends string> {
  /** The URL of a key in one variant. */
  readonly url: (key: string, variant: Name) => string
  /** The URL of the smallest variant that covers what is wanted; of the largest, where none does. */
  readonly covering: (key: string, wanted: Wanted, known?: KnownOriginal) => string
  /** Every width once, the narrowest first, each as wide as the file is; empty where no width is known. */
  readonly srcset: (key: string, options?: SrcsetOptions<Name>) => string
  /** All that an `<img>` needs. Where the original's sides are known, also width and height, so that the page does not jump. */
  readonly attributes: (key: string, options?: ImageOptions<Name>) => ImageAttributes
  /** The same for a `<picture>` whose sources show other variants, the first whose medium holds. */
  readonly picture: (
    key: string,
    options: ImageOptions<Name> & { readonly sources: readonly ArtDirection<Name>[] },
  ) => { readonly sources: readonly SourceAttributes[]; readonly img: ImageAttributes }
}

/**
 * Writes the URLs of pictures, in a browser as on a server. Its functions throw a RangeError where the configuration
 * has no such variant, or no picture can have such a key: empty, `.` or `..` segments, a slash at an end, control
 * characters, a backslash, half a surrogate pair, too long.
 *
 * @example
 * const images = createLoader({ baseUrl: 'https://images.example.com', ...config })
 * images.url('holiday/boat.jpg', 'medium') // https://images.example.com/medium/holiday/boat.jpg
 * @throws TypeError when `baseUrl` is none; RangeError when there are no variants
 */
export function createLoader<
  const V extends Variants = typeof defaultVariants,
  const W extends readonly number[] = readonly [],
>(options: LoaderOptions<V, W>): Loader<NameOf<V, W>> {
  const base = checkedBase(options.baseUrl)
  const variants = allVariants(options)
  const whole = ladderOf(variants)

  function url(key: string, name: string): string {
    variantOf(variants, name)
    if (isAddressable(key, name.length)) return base + viewerPath(name, key) + versionQuery(options.version, key)
    throw new RangeError(`${JSON.stringify(key)} cannot be the key of a picture, which is like 'holiday/boat.jpg'`)
  }

  function candidates({ variants: names, ...known }: SrcsetOptions<string>): SrcsetCandidate[] {
    const named = names?.map((name) => [name, variantOf(variants, name)])
    const some = srcsetCandidates(named === undefined ? whole : sortedSizes(Object.fromEntries(named)), known)
    if (some.length === 0 && known.info === undefined) warn(NO_SRCSET)
    return some
  }

  const srcsetOf = (key: string, some: readonly SrcsetCandidate[]) =>
    some.map(({ name, width }) => `${url(key, name)} ${width}w`).join(', ')
  const nameless = (names: readonly string[] | undefined) => names?.at(-1) ?? coveringSize(whole, {}).name

  function attributes(key: string, options: ImageOptions<string> = {}): ImageAttributes {
    const some = candidates(options)
    const largest = some.at(-1)
    const how = { ...loadingOf(options), ...styleOf(options, options) }
    if (largest === undefined) return { ...how, src: url(key, nameless(options.variants)) }
    const sizes = sizesOf(largest, options)
    return { ...how, ...sidesOf(largest), sizes, srcset: srcsetOf(key, some), src: url(key, largest.name) }
  }

  return {
    url,
    covering(key, wanted, known = {}) {
      const { width = Infinity } = wanted
      const ladder = ladderOf(variants, wanted)
      const some = known.info || known.width ? srcsetCandidates(ladder, known) : []
      const measured = some.find((one) => one.width >= width) ?? some.at(-1)
      if (measured !== undefined) return url(key, measured.name)
      if (wanted.width && !wanted.height && !ladder.some(isWidthTrue)) warn(NO_SRCSET)
      return url(key, coveringSize(ladder, wanted).name)
    },
    srcset: (key, options = {}) => srcsetOf(key, candidates(options)),
    attributes,
    picture(key, { sources, ...options }) {
      const written = sources.map(({ media, variants: names, sizes }): SourceAttributes => {
        const some = candidates({ ...options, variants: names })
        const largest = some.at(-1)
        if (largest === undefined) return { media, srcset: url(key, nameless(names)) }
        const how = { ...sidesOf(largest), sizes: sizesOf(largest, { ...options, sizes }) }
        return { media, ...how, srcset: srcsetOf(key, some) }
      })
      return { sources: written, img: attributes(key, options) }
    },
  }
}

const NO_SRCSET =
  'there is one size for every screen, because nobody knows how wide a box such as 600 x 600 comes out. Give the configuration and the loader `widths: [320, 640, 1280]`, or the picture its `info`, or `width` and `height` of the original: docs/loaders.md'

/**
 * The widths, in pixels, that a browser can choose among: for frameworks that want a closed list of them. Where there
 * are but boxes, it is that of the one that all get.
 *
 * @example
 * images: { loaderFile: './image-loader.ts', deviceSizes: widthsOf(config), imageSizes: [] }
 */
export function widthsOf(sizes: Sizes): number[] {
  const ladder = ladderOf(allVariants(sizes))
  const widths = ladder.filter(isWidthTrue).map(({ width }) => width)
  if (widths.length === 0) widths.push(coveringSize(ladder, {}).width)
  return [...new Set(widths)].filter((width) => width !== Infinity)
}

function variantOf(variants: Variants, name: string): Variants[string] {
  const variant = Object.hasOwn(variants, name) ? variants[name] : undefined
  if (variant !== undefined) return variant
  throw new RangeError(`there is no variant '${name}': there are ${Object.keys(variants).join(', ')}`)
}
