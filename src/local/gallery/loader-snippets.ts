import type { Catalogue } from '../../config/catalogue.ts'
import type { Info } from '../../core/info.ts'
import { viewerPath } from '../../path.ts'
import { type Snippet, attributeText, scriptString } from './snippet.ts'

/** Texts by which a program shows an original's pictures. A key may hold whatever a file's name may, so it is escaped. */
export function loaderSnippets(
  { pictures }: Catalogue,
  { key }: Pick<Info, 'key'>,
  largest: Info['renditions'][number],
  origin: string,
): Snippet[] {
  const widths = [...pictures.values()]
    .filter(({ box, encoding }) => box.fit === 'inside' && encoding.format === 'fallback')
    .map(({ name, box }): [string, number] => [name, box.width])
    .toSorted(([, a], [, b]) => a - b)
  return [
    {
      title: 'Next.js',
      about: 'The file that images.loaderFile names in next.config.js (with images.loader: "custom"), and a picture.',
      code: `const widths = ${JSON.stringify(widths)}

export default function sizewright({ src, width }) {
  const [name] = widths.find(([, most]) => most >= width) ?? widths.at(-1)
  return [${scriptString(origin)}, name, ...src.split('/').map(encodeURIComponent)].join('/')
}

// <Image src={${scriptString(key)}} width={${largest.width}} height={${largest.height}} alt="…" />`,
    },
    {
      title: 'Any script',
      about: 'Addresses and srcset by sizewright/loaders, which needs nothing else.',
      code: `import { createLoader } from 'sizewright/loaders'

const { url, srcset } = createLoader({ baseUrl: ${scriptString(origin)} })
image.src = url(${scriptString(key)}, ${scriptString(largest.name)})
image.srcset = srcset(${scriptString(key)})`,
    },
    {
      title: 'Nuxt',
      about: 'nuxt.config.ts with @nuxt/image, and a picture.',
      code: `image: {
  provider: 'sizewright',
  providers: { sizewright: { provider: 'sizewright/loaders/nuxt', options: { baseUrl: ${scriptString(origin)} } } },
}

<NuxtImg src="${attributeText(`/${key}`)}" width="${largest.width}" />`,
    },
    {
      title: 'Astro',
      about: 'astro.config.mjs, and a picture.',
      code: `image: { service: { entrypoint: 'sizewright/loaders/astro', config: { baseUrl: ${scriptString(origin)} } } }

<Image src={${scriptString(`/${key}`)}} width={${largest.width}} height={${largest.height}} alt="…" />`,
    },
    {
      title: 'JavaScript',
      about: 'Every size with its address, and what a page can show until it is there.',
      code: `const response = await fetch(${scriptString(origin + viewerPath('info', key))})
const { width, height, placeholder, renditions } = await response.json()`,
    },
  ]
}
