import type { Catalogue } from '../../config/catalogue.ts'
import { defaultVariants } from '../../config/default-variants.ts'
import type { Info } from '../../core/info.ts'
import { viewerPath } from '../../path.ts'
import { OPEN } from '../../recipe.ts'
import { type Snippet, attributeText, scriptString } from './snippet.ts'

type Sided = Pick<Info, 'key' | 'width' | 'height'>

/** Texts by which a framework shows an original's pictures. A key may hold whatever a file's name may, so it is escaped. */
export function loaderSnippets(
  catalogue: Catalogue,
  { key, width, height }: Sided,
  largest: Info['renditions'][number],
  origin: string,
): Snippet[] {
  const sizes = sizesOf(catalogue.pictures, largest.name)
  const service = serviceOf(catalogue, origin)
  return [
    {
      tab: 'React',
      title: 'React',
      about: 'A component by sizewright/react, and a picture. The sides are those of the original.',
      code: `import { createImage } from 'sizewright/react'

const Image = createImage(${service})

// <Image src={${scriptString(key)}} width={${width}} height={${height}} alt="…" />`,
    },
    {
      tab: 'Next.js',
      title: 'Next.js',
      about: 'The file that images.loaderFile names in next.config.js (with images.loader: "custom"), and a picture.',
      code: `const widths = ${JSON.stringify(sizes)}

export default function sizewright({ src, width }) {
  const [name] = widths.find(([, most]) => most >= width) ?? widths.at(-1)
  return [${scriptString(origin)}, name, ...src.split('/').map(encodeURIComponent)].join('/')
}

// <Image src={${scriptString(key)}} width={${largest.width}} height={${largest.height}} alt="…" />`,
    },
    {
      tab: 'Nuxt',
      title: 'Nuxt',
      about: 'nuxt.config.ts with @nuxt/image, and a picture.',
      code: `image: {
  provider: 'sizewright',
  providers: { sizewright: { provider: 'sizewright/loaders/nuxt', options: ${service} } },
}

<NuxtImg src="${attributeText(`/${key}`)}" width="${largest.width}" height="${largest.height}" />`,
    },
    {
      tab: 'Astro',
      title: 'Astro',
      about: 'astro.config.mjs, and a picture.',
      code: `image: { service: { entrypoint: 'sizewright/loaders/astro', config: ${service} } }

<Image src={${scriptString(`/${key}`)}} width={${largest.width}} height={${largest.height}} alt="…" />`,
    },
  ]
}

/** Texts by which any other program does. */
export function scriptSnippets(catalogue: Catalogue, { key, width, height }: Sided, origin: string): Snippet[] {
  const service = serviceOf(catalogue, origin)
  return [
    {
      tab: 'JavaScript',
      title: 'fetch',
      about: 'Every size with its address, and what a page can show until it is there.',
      code: `const response = await fetch(${scriptString(origin + viewerPath('info', key))})
const { width, height, placeholder, renditions } = await response.json()`,
    },
    {
      tab: 'JavaScript',
      title: 'sizewright/loaders',
      about: 'All attributes by sizewright/loaders, which needs nothing else.',
      code: `import { createLoader } from 'sizewright/loaders'

const { attributes } = createLoader(${service})
const all = attributes(${scriptString(key)}, { width: ${width}, height: ${height} })
for (const [name, value] of Object.entries(all)) image.setAttribute(name, value)`,
    },
  ]
}

/** The options of a loader, as a script writes them. */
function serviceOf({ pictures, widths }: Catalogue, origin: string): string {
  const own = ownVariants(pictures)
  const variants = own === null ? '' : `, variants: ${JSON.stringify(own)}`
  const ladder = widths.length === 0 ? '' : `, widths: ${JSON.stringify(widths)}`
  return `{ baseUrl: ${scriptString(origin)}${variants}${ladder} }`
}

/**
 * Names and widths of the sizes by their width alone, the narrowest first. How wide a box comes out depends on the picture,
 * of which Next.js tells its loader nothing; so where there are no others, all widths get the largest box.
 */
function sizesOf(pictures: Catalogue['pictures'], largest: string): [string, number][] {
  const whole = [...pictures.values()]
    .filter(({ box, encoding }) => box.fit === 'inside' && encoding.format === 'fallback')
    .toSorted((a, b) => a.box.width - b.box.width)
  const open = whole.filter(({ box }) => box.height === OPEN)
  return (open.length > 0 ? open : whole.filter(({ name }) => name === largest)).map(({ name, box }) => [
    name,
    box.width,
  ])
}

/** The variants as a loader must know them; `null` where they are the default ones, which it knows. */
function ownVariants(pictures: Catalogue['pictures']): object | null {
  const named = [...pictures.values()].filter(({ name }) => !name.includes('.') && !/^w\d+$/.test(name))
  const defaults = Object.keys(defaultVariants)
  if (named.length === defaults.length && named.every(({ name }) => defaults.includes(name))) return null
  const side = (length: number) => (length === OPEN ? undefined : length)
  const all = named.map(({ name, box, encoding, prewarm }) => {
    const format = encoding.format === 'fallback' ? undefined : encoding.format
    return [name, { width: side(box.width), height: side(box.height), fit: box.fit, format, prewarm }]
  })
  return Object.fromEntries(all)
}
