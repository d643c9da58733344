import { createLoader } from './loader.ts'
import { defaultSizes, type Sizes } from './sizes.ts'

/** What Nuxt Image asks for: https://image.nuxt.com/advanced/custom-provider */
interface Asked {
  readonly modifiers?: {
    readonly width?: number | string
    readonly height?: number | string
    readonly fit?: string
    /** Names a variant outright. */
    readonly variant?: string
  }
  readonly baseURL?: string
  readonly variants?: Sizes
}

/** For version 1, which takes the function itself. */
export function getImage(
  src: string,
  { modifiers = {}, baseURL = '', variants = defaultSizes }: Asked = {},
): { url: string } {
  const { url, urlFor } = createLoader({ baseUrl: baseURL, variants })
  if (modifiers.variant !== undefined) return { url: url(src, modifiers.variant) }
  const wanted = {
    width: pixels(modifiers.width),
    height: pixels(modifiers.height),
    isCropped: modifiers.fit === 'cover',
  }
  return { url: urlFor(src, wanted) }
}

/** A provider of Nuxt Image 2. */
export default function sizewright(): { getImage: typeof getImage } {
  return { getImage }
}

function pixels(value: number | string | undefined): number | undefined {
  const count = Number.parseFloat(String(value))
  return Number.isNaN(count) ? undefined : count
}
