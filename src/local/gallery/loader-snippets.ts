import type { Catalogue } from '../../catalogue.ts'
import type { Info } from '../../info.ts'
import { viewerPath } from '../../path.ts'
import type { Snippet } from './snippet.ts'

/** How programs get an original's sizes from here. */
export function loaderSnippets(
  { pictures }: Catalogue,
  { key }: Info,
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
  return \`${origin}/\${name}/\${src.split('/').map(encodeURIComponent).join('/')}\`
}

// <Image src={${JSON.stringify(key)}} width={${largest.width}} height={${largest.height}} alt="…" />`,
    },
    {
      title: 'Any script',
      about: 'Addresses and srcset by sizewright/loaders, which needs nothing else.',
      code: `import { createLoader } from 'sizewright/loaders'

const { url, srcset } = createLoader({ baseUrl: ${JSON.stringify(origin)} })
image.src = url(${JSON.stringify(key)}, ${JSON.stringify(largest.name)})
image.srcset = srcset(${JSON.stringify(key)})`,
    },
    {
      title: 'Nuxt',
      about: 'nuxt.config.ts with @nuxt/image, and a picture.',
      code: `image: {
  provider: 'sizewright',
  providers: { sizewright: { provider: 'sizewright/loaders/nuxt', options: { baseUrl: ${JSON.stringify(origin)} } } },
}

<NuxtImg src=${JSON.stringify(key)} width="${largest.width}" />`,
    },
    {
      title: 'Astro',
      about: 'astro.config.mjs, and a picture.',
      code: `image: { service: { entrypoint: 'sizewright/loaders/astro', config: { baseUrl: ${JSON.stringify(origin)} } } }

<Image src=${JSON.stringify(key)} width={${largest.width}} height={${largest.height}} alt="…" />`,
    },
    {
      title: 'JavaScript',
      about: 'Every size with its address, and what a page can show until it is there.',
      code: `const response = await fetch(${JSON.stringify(origin + viewerPath('info', key))})
const { width, height, placeholder, renditions } = await response.json()`,
    },
  ]
}
