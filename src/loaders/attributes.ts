import type { KnownOriginal } from './original.ts'
import { backgroundOf, type Placeholder } from './placeholder.ts'
import type { SrcsetCandidate } from './srcset.ts'

/** How an `<img>` is to be loaded and laid out. */
export interface Loading {
  /**
   * How wide the picture is laid out. Without it the browser measures where it can (`auto`), and otherwise takes the
   * picture to be as wide as the window, up to its own largest width.
   */
  readonly sizes?: string | undefined
  /** For what is seen first, such as a banner: loaded at once, before others. */
  readonly priority?: boolean | undefined
  /** `'lazy'`, unless it has priority. */
  readonly loading?: 'lazy' | 'eager' | undefined
  readonly fetchpriority?: 'high' | 'low' | 'auto' | undefined
  /** `'async'` without it. */
  readonly decoding?: 'async' | 'sync' | 'auto' | undefined
  /** What is seen until the picture is there, as a `style`; needs the info. */
  readonly placeholder?: Placeholder | false | undefined
}

/** Attributes of an `<img>`, apart from `alt`. React writes `srcset` as `srcSet`, and takes no text for a `style`. */
export interface ImageAttributes {
  readonly loading: 'lazy' | 'eager'
  readonly decoding: 'async' | 'sync' | 'auto'
  readonly fetchpriority?: 'high' | 'low' | 'auto'
  readonly width?: number
  readonly height?: number
  readonly style?: string
  readonly sizes?: string
  readonly srcset?: string
  readonly src: string
}

/** Attributes of a `<source>` in a `<picture>`. */
export interface SourceAttributes {
  readonly media: string
  readonly width?: number
  readonly height?: number
  readonly sizes?: string
  readonly srcset: string
}

/** What says how an image is loaded; first of all attributes, for a browser that is given them one by one. */
export function loadingOf({ priority = false, loading, fetchpriority, decoding }: Loading) {
  const urgency = fetchpriority ?? (priority ? 'high' : undefined)
  return {
    loading: loading ?? (priority ? 'eager' : 'lazy'),
    decoding: decoding ?? 'async',
    ...(urgency !== undefined && { fetchpriority: urgency }),
  } as const
}

/** The sides, against a page that jumps. */
export function sidesOf({ width, height }: SrcsetCandidate) {
  return height === undefined ? {} : { width, height }
}

/**
 * `auto` lets the browser measure a lazy image; what follows is for those that cannot, such as Safari. An image with `auto` is
 * 300 x 150 where nothing gives it sides (https://html.spec.whatwg.org/multipage/rendering.html#img-contain-size), so
 * without them it is only said when it is asked for.
 */
export function sizesOf({ width, height }: SrcsetCandidate, wanted: Loading): string {
  const guess = `(min-width: ${width}px) ${width}px, 100vw`
  const { sizes = height === undefined ? guess : 'auto' } = wanted
  if (sizes !== 'auto') return sizes
  return loadingOf(wanted).loading === 'lazy' ? `auto, ${guess}` : guess
}

export function styleOf({ info }: KnownOriginal, { placeholder = false }: Loading) {
  const background = placeholder === false ? null : backgroundOf(info, placeholder)
  return background === null ? {} : { style: `background: ${background}` }
}
