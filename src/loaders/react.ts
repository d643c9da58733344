import { createElement } from 'react'
import type { defaultVariants } from '../config/default-variants.ts'
import type { ImageAttributes, SourceAttributes } from './attributes.ts'
import { type ArtDirection, createLoader, type ImageOptions, type LoaderOptions } from './loader.ts'
import { backgroundOf } from './placeholder.ts'
import type { NameOf, Variants } from './variants.ts'

/** What `<Image>` is given; the rest goes to the `<img>` as it is. */
export interface ImageProps<Name extends string> extends Omit<ImageOptions<Name>, 'fetchpriority'> {
  /** The key of the original: `holiday/boat.jpg`. */
  readonly src: string
  readonly alt: string
  /** Other sizes where a medium holds: makes it a `<picture>`. */
  readonly sources?: readonly ArtDirection<Name>[] | undefined
  readonly fetchPriority?: 'high' | 'low' | 'auto' | undefined
  readonly className?: string | undefined
  readonly style?: object | undefined
  readonly id?: string | undefined
  readonly title?: string | undefined
  readonly ref?: unknown
  readonly [attribute: `data-${string}` | `aria-${string}`]: unknown
  readonly [event: `on${string}`]: ((event: never) => void) | undefined
}

/** An element of React, as far as its types must know it. */
interface ReactElement {
  readonly type: string
  readonly props: unknown
  readonly key: string | null
}

/**
 * Makes the component `<Image>`, on a server as in a browser. `width` and `height` are the original's, and the page's CSS says
 * how wide it is laid out; with `info` it is seen blurred until it is there (`placeholder`).
 *
 * @example
 * export const Image = createImage({ baseUrl: 'https://images.example.com', ...config })
 * // <Image src="holiday/boat.jpg" alt="A boat" info={info} />
 * @throws as createLoader, and the component as its functions
 */
export function createImage<
  const V extends Variants = typeof defaultVariants,
  const W extends readonly number[] = readonly [],
>(options: LoaderOptions<V, W>): (props: ImageProps<NameOf<V, W>>) => ReactElement {
  const loader = createLoader(options)
  return function Image({
    src: key,
    alt,
    sources = [],
    style,
    info,
    width,
    height,
    variants,
    sizes,
    priority,
    loading,
    decoding,
    fetchPriority,
    placeholder = 'blur',
    ...rest
  }) {
    const how = { info, width, height, variants, sizes, priority, loading, decoding, fetchpriority: fetchPriority }
    const { sources: written, img } = loader.picture(key, { ...how, sources })
    const background = placeholder === false ? null : backgroundOf(info, placeholder)
    const image = createElement('img', {
      ...rest,
      alt,
      ...((background ?? style) && { style: { ...(background && { background }), ...style } }),
      ...inReact(img),
    })
    if (written.length === 0) return image
    const elements = written.map((source) => createElement('source', { key: source.media, ...inReact(source) }))
    return createElement('picture', null, ...elements, image)
  }
}

/** The names that React gives to attributes; in their order, for it sets one after the other. */
function inReact(attributes: ImageAttributes | SourceAttributes): object {
  const names: Record<string, string> = { srcset: 'srcSet', fetchpriority: 'fetchPriority' }
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [names[name] ?? name, value]))
}
