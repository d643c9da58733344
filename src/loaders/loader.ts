import { defaultVariants } from '../config/default-variants.ts'
import { isAddressable, viewerPath } from '../path.ts'
import { checkedBase } from './address.ts'
import { type SrcsetCandidate, type PictureInfo, srcsetCandidates } from './srcset.ts'
import { type Variants, type Wanted, coveringSize, ladderOf, sortedSizes } from './variants.ts'

export type { PictureInfo } from './srcset.ts'

export interface LoaderOptions<V extends Variants> {
  /** Where the service answers, like `https://images.example.com`; on the page's own host a path such as `/images`, or `''`. */
  readonly baseUrl: string
  /** The variants of `sizewright.config.ts`; without them the four that a configuration without any has. */
  readonly variants?: V | undefined
}

interface SrcsetOptions<Name extends string> {
  /** The JSON of `/info/<key>`: gives real widths in place of the variants' own, which small or high pictures fall short of. */
  readonly info?: PictureInfo | undefined
  /** The variants to choose among, such as the sizes of one crop. Without it they are all that show the whole picture. */
  readonly variants?: readonly Name[] | undefined
}

/** Attributes of an `<img>`, apart from `alt`. React writes `srcset` as `srcSet`. */
interface ImageAttributes {
  readonly src: string
  readonly srcset?: string
  readonly sizes?: string
  readonly width?: number
  readonly height?: number
}

export interface Loader<Name extends string> {
  /** The URL of a key in one variant. */
  readonly url: (key: string, variant: Name) => string
  /** The URL of the smallest variant that covers what is wanted; of the largest, where none does. */
  readonly covering: (key: string, wanted: Wanted) => string
  /** Every width once, the narrowest first; empty where no width is known. */
  readonly srcset: (key: string, options?: SrcsetOptions<Name>) => string
  /**
   * All that an `<img>` needs. With `info` also width and height, so that the page does not jump. Without `sizes` the
   * picture is taken to be as wide as the window, up to its own largest width.
   */
  readonly attributes: (
    key: string,
    options?: SrcsetOptions<Name> & { readonly sizes?: string | undefined },
  ) => ImageAttributes
}

/**
 * Writes the URLs of pictures, in a browser as on a server. Its functions throw a RangeError where the configuration
 * has no such variant, or no picture can have such a key: empty, `.` or `..` segments, a slash at an end, control
 * characters, a backslash, half a surrogate pair, too long.
 *
 * @example
 * const images = createLoader({ baseUrl: 'https://images.example.com', variants: config.variants })
 * images.url('holiday/boat.jpg', 'medium') // https://images.example.com/medium/holiday/boat.jpg
 * @throws TypeError when `baseUrl` is none; RangeError when there are no variants
 */
export function createLoader<const V extends Variants = typeof defaultVariants>(
  options: LoaderOptions<V>,
): Loader<keyof V & string> {
  const base = checkedBase(options.baseUrl)
  const variants: Variants = options.variants ?? defaultVariants
  const whole = ladderOf(variants)

  function url(key: string, name: string): string {
    variantOf(variants, name)
    if (isAddressable(key, name.length)) return base + viewerPath(name, key)
    throw new RangeError(`${JSON.stringify(key)} cannot be the key of a picture, which is like 'holiday/boat.jpg'`)
  }

  function candidates({ info, variants: names }: SrcsetOptions<string>): SrcsetCandidate[] {
    const named = names?.map((name) => [name, variantOf(variants, name)])
    return srcsetCandidates(named === undefined ? whole : sortedSizes(Object.fromEntries(named)), info)
  }

  const srcsetOf = (key: string, some: readonly SrcsetCandidate[]) =>
    some.map(({ name, width }) => `${url(key, name)} ${width}w`).join(', ')

  return {
    url,
    covering: (key, wanted) => url(key, coveringSize(ladderOf(variants, wanted), wanted).name),
    srcset: (key, options = {}) => srcsetOf(key, candidates(options)),
    attributes(key, { sizes, ...options } = {}) {
      const some = candidates(options)
      const largest = some.at(-1)
      if (largest === undefined) return { src: url(key, options.variants?.at(-1) ?? coveringSize(whole, {}).name) }
      const { name, width, height } = largest
      return {
        src: url(key, name),
        srcset: srcsetOf(key, some),
        sizes: sizes ?? `(min-width: ${width}px) ${width}px, 100vw`,
        ...(height !== undefined && { width, height }),
      }
    },
  }
}

/**
 * The widths, in pixels, that a browser can choose among: for frameworks that want a closed list of them.
 *
 * @example
 * images: { loaderFile: './image-loader.ts', deviceSizes: widthsOf(config.variants), imageSizes: [] }
 */
export function widthsOf(variants: Variants): number[] {
  const widths = ladderOf(variants).map(({ width }) => width)
  return [...new Set(widths)].filter((width) => width !== Infinity)
}

function variantOf(variants: Variants, name: string): Variants[string] {
  const variant = Object.hasOwn(variants, name) ? variants[name] : undefined
  if (variant !== undefined) return variant
  throw new RangeError(`there is no variant '${name}': there are ${Object.keys(variants).join(', ')}`)
}
