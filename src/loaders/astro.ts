import { createLoader } from './loader.ts'
import { defaultSizes, type Sizes, stepsOf } from './sizes.ts'

/** What Astro asks of an external image service: https://docs.astro.build/en/reference/image-service-reference/ */
interface Asked {
  /** A key; a picture of the project's own is an object, and is none of ours. */
  readonly src: string | { readonly src: string }
  readonly width?: number
  readonly height?: number
  readonly fit?: string
  readonly variant?: string
  readonly [attribute: string]: unknown
}

interface ImageConfig {
  readonly service: { readonly config: { readonly baseUrl?: string; readonly variants?: Sizes } }
}

interface SrcSetValue {
  readonly transform: Asked
  readonly descriptor: string
}

/** Attributes that are asked of us and mean nothing to a browser. */
const OURS = new Set([
  'src',
  'format',
  'quality',
  'fit',
  'position',
  'variant',
  'densities',
  'widths',
  'layout',
  'priority',
])

const service = {
  validateOptions: (asked: Asked): Asked => asked,

  getURL(asked: Asked, { service: { config } }: ImageConfig): string {
    if (typeof asked.src !== 'string') return asked.src.src
    const variants: Sizes = config.variants ?? defaultSizes
    const { url, urlFor } = createLoader({ baseUrl: config.baseUrl ?? '', variants })
    if (asked.variant !== undefined) return url(asked.src, asked.variant)
    return urlFor(asked.src, { width: asked.width, height: asked.height, isCropped: asked.fit === 'cover' })
  },

  /** All sizes, unless one was named or a crop is wanted, of which there is only one. */
  getSrcSet(asked: Asked, { service: { config } }: ImageConfig): SrcSetValue[] {
    if (typeof asked.src !== 'string' || asked.variant !== undefined || asked.fit === 'cover') return []
    return stepsOf(config.variants ?? defaultSizes).map(({ width }) => ({
      transform: { ...asked, width },
      descriptor: `${width}w`,
    }))
  },

  getHTMLAttributes(asked: Asked): Record<string, unknown> {
    const attributes = Object.entries(asked).filter(([name]) => !OURS.has(name))
    return { loading: 'lazy', decoding: 'async', ...Object.fromEntries(attributes) }
  },
}

export default service
