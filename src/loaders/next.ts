import { keyFromSrc } from './address.ts'
import { type LoaderOptions, createLoader } from './loader.ts'
import type { KnownOriginal } from './original.ts'
import type { Variants } from './variants.ts'

/** What `next/image` asks a loader: https://nextjs.org/docs/app/api-reference/components/image#loader */
export interface NextImage {
  readonly src: string
  /** The width in pixels of the screen. */
  readonly width: number
  /** Has no effect: the configuration decides. */
  readonly quality?: number | undefined
}

type NextLoader = (image: NextImage) => string

/**
 * A loader for `images.loaderFile`, or for the `loader` of one `<Image>`. `src` is a key, with or without a slash
 * before it. What lies elsewhere stays as it is: other hosts, and pictures that were imported as modules.
 *
 * Next.js asks for widths and writes them into the `srcset` itself, without a word of the picture's height. So it gets
 * sizes whose width is true, such as `widths` makes; where there are but boxes, every width gets the largest of them.
 *
 * @example
 * export default nextLoader({ baseUrl: 'https://images.example.com', ...config })
 * @param options with `fit: 'cover'` the variants that crop, otherwise those that show the whole picture; `original` for
 * the loader of one `<Image>`, what is known of that
 * @throws as createLoader
 */
export function nextLoader<const V extends Variants, const W extends readonly number[]>({
  fit,
  original,
  ...options
}: LoaderOptions<V, W> & {
  readonly fit?: 'inside' | 'cover' | undefined
  readonly original?: KnownOriginal | undefined
}): NextLoader {
  const loader = createLoader(options)
  return ({ src, width }) => {
    const key = src.includes('/_next/static/') ? null : keyFromSrc(src)
    return key === null ? src : loader.covering(key, { width, fit }, original)
  }
}

let fromEnvironment: NextLoader | null = null

/**
 * The loader for the default variants of the service that the environment names.
 *
 * @throws TypeError when NEXT_PUBLIC_SIZEWRIGHT_URL is missing or no address
 */
export default function sizewright(image: NextImage): string {
  fromEnvironment ??= nextLoader({ baseUrl: environmentUrl() })
  return fromEnvironment(image)
}

/** Next puts the value into the browser's code only where the expression is written just so. */
function environmentUrl(): string {
  const url = process.env.NEXT_PUBLIC_SIZEWRIGHT_URL
  if (url) return url
  throw new TypeError("NEXT_PUBLIC_SIZEWRIGHT_URL must be where Sizewright answers, like 'https://images.example.com'")
}
