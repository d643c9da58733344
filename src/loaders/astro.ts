import { keyFromSrc } from './address.ts'
import { type AstroEntry, type AstroImage, densitiesOf, widthsUpTo } from './astro-srcset.ts'
import { type LoaderOptions, createLoader } from './loader.ts'
import { type Ladder, allVariants, ladderOf } from './variants.ts'

/** `service.config` is what `astro.config.mjs` has under `image.service.config`. */
interface AstroSettings {
  readonly service: { readonly config: LoaderOptions }
}

/** An external service: https://docs.astro.build/en/reference/image-service-reference/#external-services */
interface AstroImageService {
  readonly getURL: (image: AstroImage, settings: AstroSettings) => string
  readonly getSrcSet: (image: AstroImage, settings: AstroSettings) => AstroEntry[]
  readonly getHTMLAttributes: (image: AstroImage) => Record<string, unknown>
}

/** The properties of an image that are for the service; the rest are attributes for the browser. */
const INSTRUCTIONS =
  'src widths densities fit position background layout variant info format formats quality priority inferSize'.split(
    ' ',
  )

/**
 * The service for `<Image>` and `<Picture>`. `src` is a key, with or without a slash before it; what lies elsewhere
 * stays as it is, and so do imported pictures. `fit="cover"` takes a variant that crops, unless there is a layout, for then it is Astro's
 * default, and its CSS crops. Format and quality are of no consequence: the browser and the configuration decide.
 */
const sizewright: AstroImageService = {
  /** @throws as createLoader */
  getURL(image, { service: { config } }) {
    if (typeof image.src !== 'string') return image.src.src
    const key = keyFromSrc(image.src)
    if (key === null) return image.src
    const loader = createLoader(config)
    if (image.variant !== undefined) return loader.url(key, image.variant)
    return loader.covering(key, { ...image, fit: fitOf(image) }, { info: image.info })
  },

  getSrcSet(image, { service: { config } }) {
    const { src, densities, variant } = image
    if (typeof src !== 'string' || keyFromSrc(src) === null || variant !== undefined) return []
    const ladder = ladderFor(image, config)
    return densities === undefined ? widthsUpTo(src, image, ladder) : densitiesOf(src, image, ladder)
  },

  getHTMLAttributes(image) {
    const natural = typeof image.src === 'string' ? {} : { width: image.src.width, height: image.src.height }
    const rest = Object.entries(image).filter(([name, value]) => value !== undefined && !INSTRUCTIONS.includes(name))
    return { loading: 'lazy', decoding: 'async', ...natural, ...Object.fromEntries(rest) }
  },
}

export default sizewright

function ladderFor(image: AstroImage, config: LoaderOptions): Ladder {
  return ladderOf(allVariants(config), { width: image.width, height: image.height, fit: fitOf(image) })
}

function fitOf({ fit, layout = 'none' }: AstroImage): string | undefined {
  return layout === 'none' ? fit : undefined
}
