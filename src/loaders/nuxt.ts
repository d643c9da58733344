import { keyFromSrc } from './address.ts'
import { type LoaderOptions, createLoader } from './loader.ts'
import type { Wanted } from './variants.ts'

/** What `nuxt.config.ts` has under `image.providers.sizewright.options`. */
type NuxtOptions = LoaderOptions

/** A provider of Nuxt Image 2: https://image.nuxt.com/advanced/custom-provider */
export interface NuxtProvider {
  readonly getImage: (src: string, image: NuxtOptions & { readonly modifiers: Wanted }) => { url: string }
}

const provider: NuxtProvider = {
  getImage(src, { modifiers, baseUrl, variants, widths, version }) {
    const key = keyFromSrc(src)
    return { url: key === null ? src : createLoader({ baseUrl, variants, widths, version }).covering(key, modifiers) }
  },
}

/**
 * The provider for `<NuxtImg>` and `<NuxtPicture>`. `src` is a key; `fit="cover"` takes a variant that crops; format
 * and quality are of no consequence, for the browser and the configuration decide. `getImage` throws as createLoader.
 */
export default function sizewright(): NuxtProvider {
  return provider
}
