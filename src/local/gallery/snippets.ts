import type { Catalogue } from '../../config/catalogue.ts'
import type { Info } from '../../core/info.ts'
import { viewerPath } from '../../path.ts'
import { loaderSnippets, scriptSnippets } from './loader-snippets.ts'
import { type Snippet, attributeText, cssString, markdownPath } from './snippet.ts'

type ToldRendition = Info['renditions'][number]
type Named = Pick<Info, 'key' | 'renditions' | 'width' | 'height'>

/** Texts by which a website shows an original's pictures; none where no rendition shows the whole of it. */
export function snippetsFor(catalogue: Catalogue, info: Named, origin: string): Snippet[] {
  const url = (path: string) => `${origin}${path}`
  const whole = wholeOf(catalogue, info)
  const fallback = ofFormat(catalogue, whole, 'fallback')
  const largest = fallback.at(-1)
  if (largest === undefined) return []
  const image = (attributes: string[]) =>
    ['<img', ...attributes.map((one) => `  ${one}`), '  alt="…" loading="lazy" decoding="async">'].join('\n')
  const size = `width="${largest.width}" height="${largest.height}"`
  const src = `src="${attributeText(url(viewerPath(largest.name, info.key)))}"`
  const sizes = `sizes="(max-width: ${largest.width}px) 100vw, ${largest.width}px"`
  const srcset = (list: readonly ToldRendition[]) =>
    `srcset="${list.map(({ name, width }) => `${attributeText(url(viewerPath(name, info.key)))} ${width}w`).join(',\n    ')}"`
  const sources = ['avif', 'webp'].flatMap((format) => {
    const list = ofFormat(catalogue, whole, format)
    const type = list[0]?.type
    return type === undefined ? [] : [`<source type="${type}"\n    ${sizes}\n    ${srcset(list)}>`]
  })
  return [
    {
      tab: 'HTML',
      title: '<img>',
      about: 'One size. The browser gets the best format that it names itself.',
      code: image([src, size]),
    },
    {
      tab: 'HTML',
      title: 'srcset with sizes',
      about: 'The browser takes the size that it needs, in the best format that it names.',
      code: image([src, srcset(fallback), sizes, size]),
    },
    {
      tab: 'HTML',
      title: '<picture>',
      about: 'The formats are spelt out: for a cache that cannot tell browsers apart.',
      code: [
        '<picture>',
        ...sources.map((one) => `  ${one}`),
        `  ${image([src, srcset(fallback), sizes, size]).replaceAll('\n', '\n  ')}`,
        '</picture>',
      ].join('\n'),
    },
    ...loaderSnippets(catalogue, info, largest, origin),
    {
      tab: 'CSS',
      title: 'CSS',
      about: 'A background. Browsers without image-set() show the first line of the two.',
      code: backgroundOf(catalogue, info, whole, largest, url),
    },
    {
      tab: 'Markdown',
      title: 'Markdown',
      about: 'For a README or a post. The browser gets the best format that it names itself.',
      code: `![…](${origin}${markdownPath(viewerPath(largest.name, info.key))})`,
    },
    ...scriptSnippets(catalogue, info, origin),
  ]
}

function backgroundOf(
  catalogue: Catalogue,
  { key }: Named,
  whole: readonly ToldRendition[],
  largest: ToldRendition,
  url: (path: string) => string,
): string {
  const best = ['avif', 'webp'].flatMap((format) =>
    ofFormat(catalogue, whole, format).filter(({ width }) => width === largest.width),
  )
  const addressOf = ({ name }: ToldRendition) => `url(${cssString(url(viewerPath(name, key)))})`
  const set = [...best, largest].map((one) => `    ${addressOf(one)} type(${cssString(one.type)})`).join(',\n')
  return `.picture {
  aspect-ratio: ${largest.width} / ${largest.height};
  background: ${addressOf(largest)} center / cover;
  background-image: image-set(
${set}
  );
}`
}

/** The renditions that show the whole picture, the smallest first. */
function wholeOf({ pictures }: Catalogue, { renditions }: Named): ToldRendition[] {
  return renditions.filter(({ name }) => pictures.get(name)?.box.fit === 'inside')
}

/** The renditions of one format; of several that are as wide it takes the first. */
function ofFormat({ pictures }: Catalogue, list: readonly ToldRendition[], format: string): ToldRendition[] {
  const widths = new Set<number>()
  return list.filter(({ name, width }) => {
    if (pictures.get(name)?.encoding.format !== format || widths.has(width)) return false
    widths.add(width)
    return true
  })
}
