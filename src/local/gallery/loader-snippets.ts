import type { Info } from '../../info.ts'
import type { Snippet } from './snippets.ts'

/** How frameworks are told to get an original's sizes from here, by what `sizewright/loaders` has for them. */
export function loaderSnippets(
  key: string,
  { name, width, height }: Info['renditions'][number],
  origin: string,
): Snippet[] {
  const [quotedKey, quotedName, quotedOrigin] = [quote(key), quote(name), quote(origin)]
  return [
    {
      title: 'JavaScript',
      about: 'Addresses as strings, for whatever builds the page.',
      code: `import { createImages } from 'sizewright/loaders'

const images = createImages({ base: ${quotedOrigin} })
images.url(${quotedKey}, ${quotedName})
images.srcset(${quotedKey})`,
    },
    {
      title: 'Next.js',
      about: 'next.config.js names the file of the loader; next/image does the rest.',
      code: `// next.config.js
export default {
  images: { loader: 'custom', loaderFile: './sizewright-loader.js' },
}

// in a page
<Image src=${quotedKey} width={${width}} height={${height}} alt="…" />`,
    },
  ]
}

function quote(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}
