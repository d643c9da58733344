import type { defaultVariants } from '../config/default-variants.ts'
import type { ImageOptions, LoaderOptions, PictureInfo } from './loader.ts'
import { createLoader } from './loader.ts'
import { backgroundOf } from './placeholder.ts'
import type { Variants } from './variants.ts'

// As much of the DOM as is used here: the types of all of it would be there for every file, those of the server, too.
interface Attributes {
  getAttribute(name: string): string | null
  setAttribute(name: string, value: string): void
  removeAttribute(name: string): void
}
interface ImageElement extends Attributes {
  readonly style: { background: string }
}
interface Host extends Attributes {
  readonly isConnected: boolean
  readonly style: { display: string }
  readonly ownerDocument: {
    readonly readyState: string
    createElement(tag: 'img'): ImageElement
    addEventListener(event: 'DOMContentLoaded', then: () => void, options: { readonly once: true }): void
  }
  querySelector(selector: string): ImageElement | null
  append(image: ImageElement): void
}
declare const HTMLElement: new () => Host
declare const customElements: { define(name: string, element: new () => Host): void }

const OWN = ['src', 'alt', 'sizes', 'variants', 'width', 'height', 'info', 'placeholder']
const LOADING = ['priority', 'loading', 'fetchpriority', 'decoding']
const WRITTEN = ['loading', 'decoding', 'fetchpriority', 'width', 'height', 'sizes', 'srcset', 'src'] as const

/**
 * Defines `<sizewright-img src="holiday/boat.jpg" alt="A boat">`, which puts an `<img>` into itself, or fills in the one that is
 * there. Its attributes are the options of `attributes()`: `variants` are names with spaces between, `info` is the JSON of
 * `/info/<key>`. In a browser only.
 *
 * @example
 * defineImage({ baseUrl: 'https://images.example.com', ...config })
 * @throws as createLoader; what an element cannot show it says to the console
 */
export function defineImage<
  const V extends Variants = typeof defaultVariants,
  const W extends readonly number[] = readonly [],
>(options: LoaderOptions<V, W>, tag = 'sizewright-img'): void {
  const loader = createLoader<Variants, readonly number[]>(options)

  class SizewrightImage extends HTMLElement {
    static readonly observedAttributes = [...OWN, ...LOADING]

    connectedCallback(): void {
      this.style.display = 'contents' // the page lays out the image, as if it stood here alone
      const page = this.ownerDocument
      if (page.readyState !== 'loading') this.#show()
      // Where the script is older than the page, the image inside may not have been read yet.
      else page.addEventListener('DOMContentLoaded', () => this.#show(), { once: true })
    }

    attributeChangedCallback(): void {
      if (this.isConnected && this.ownerDocument.readyState !== 'loading') this.#show()
    }

    #show(): void {
      const key = this.getAttribute('src')
      if (key === null) return
      const how = optionsOf(this)
      const written = loader.attributes(key, how)
      const existing = this.querySelector('img')
      const image = existing ?? this.ownerDocument.createElement('img')
      set(image, 'alt', this.getAttribute('alt') ?? image.getAttribute('alt') ?? '')
      for (const name of WRITTEN) set(image, name, written[name])
      const background = how.placeholder === false ? null : backgroundOf(how.info, how.placeholder ?? 'blur')
      image.style.background = background ?? '' // by script, for a page's policy may forbid the attribute
      if (existing === null) this.append(image)
    }
  }

  customElements.define(tag, SizewrightImage)
}

function optionsOf(element: Attributes): ImageOptions<string> {
  const text = (name: string) => element.getAttribute(name) ?? undefined
  const side = (name: string) => Number(text(name)) || undefined
  const among = <const T extends string>(name: string, ...all: T[]) => all.find((one) => one === text(name))
  return {
    width: side('width'),
    height: side('height'),
    sizes: text('sizes'),
    variants: text('variants')?.split(/\s+/).filter(Boolean),
    info: infoOf(text('info')),
    priority: text('priority') !== undefined,
    loading: among('loading', 'lazy', 'eager'),
    fetchpriority: among('fetchpriority', 'high', 'low', 'auto'),
    decoding: among('decoding', 'async', 'sync', 'auto'),
    placeholder: text('placeholder') === 'none' ? false : among('placeholder', 'blur', 'colour'),
  }
}

/** @throws SyntaxError */
function infoOf(json: string | undefined): PictureInfo | undefined {
  const info: PictureInfo | undefined = json ? JSON.parse(json) : undefined
  return info && { ...info, renditions: info.renditions ?? [] }
}

/** Leaves what is so already, for a browser chooses anew whenever a `srcset` is set. */
function set(element: Attributes, name: string, value: string | number | undefined): void {
  if (value === undefined) element.removeAttribute(name)
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value))
}
