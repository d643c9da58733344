import { viewerPath } from '../path.ts'
import { covering, defaultSizes, type Sizes, stepsOf, type Wanted } from './sizes.ts'

export interface LoaderOptions<S extends Sizes> {
  /** Where the pictures come from, such as `https://images.example.com`. */
  readonly baseUrl: string
  /** Those of the configuration; the default ones where they are left out. */
  readonly variants?: S
}

/** What `/info/<key>` tells, as far as it is needed here. */
interface InfoLike {
  readonly renditions: readonly { readonly name: string; readonly width: number }[]
}

/** What can be asked for: a variant, one in a format, or what is told of the picture. */
type Name<V extends string> = V | `${V}.webp` | `${V}.avif` | 'info'

/** Writes the addresses of pictures. Keys are written as they are, without any escape. */
export interface Loader<S extends Sizes> {
  /** @throws URIError when the key is not well-formed Unicode */
  readonly url: (key: string, name: Name<keyof S & string>) => string
  /**
   * Every size that shows the whole picture, for `srcset`. With the picture's info the widths are its own, and none
   * comes twice; without, they are what the sizes have at most.
   */
  readonly srcset: (key: string, info?: InfoLike) => string
  /** The address of the smallest size that covers what is wanted. */
  readonly urlFor: (key: string, wanted: Wanted) => string
}

/**
 * @example
 * const { url, srcset } = createLoader({ baseUrl: 'https://images.example.com', variants })
 * url('holiday/boat.jpg', 'medium') // https://images.example.com/medium/holiday/boat.jpg
 */
export function createLoader<const S extends Sizes = typeof defaultSizes>(options: LoaderOptions<S>): Loader<S> {
  const sizes: Sizes = options.variants ?? defaultSizes
  const base = options.baseUrl.replace(/\/+$/, '')
  const steps = stepsOf(sizes)
  const write = (key: string, name: string) => base + viewerPath(name, key.replace(/^\//, ''))

  return {
    url: write,
    urlFor: (key, wanted) => write(key, covering(sizes, wanted)),
    srcset(key, info) {
      const widths = new Map<number, string>()
      for (const { name, width } of steps) {
        const real = info === undefined ? width : info.renditions.find((one) => one.name === name)?.width
        if (real !== undefined && !widths.has(real)) widths.set(real, name)
      }
      return [...widths].map(([width, name]) => `${write(key, name)} ${width}w`).join(', ')
    },
  }
}
