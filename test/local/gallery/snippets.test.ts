import { readFileSync } from 'node:fs'
import { createContext, runInContext } from 'node:vm'
import { transform } from 'esbuild'
import { assert, asyncProperty, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCatalogue } from '../../../src/config/catalogue.ts'
import { resolveConfig } from '../../../src/config/config.ts'
import { snippetsFor } from '../../../src/local/gallery/snippets.ts'
import { isAddressable, viewerPath } from '../../../src/path.ts'

const ORIGIN = 'http://127.0.0.1:3000'
const HOSTILE = [
  'a"b\'c<d>&{{e}}${f}.jpg',
  '</script><!--"--><img src=x onerror=alert(1)>.jpg',
  "'+alert(1)+'*/.jpg",
  '&quot;&#34;&amp;.jpg',
  '`${process.exit()}`.jpg',
  'a\u2028b\u2029c\u202egpj.jpg',
  "holiday/it's 100% {unsure} | été 写真 🌊, 2x.jpg",
  'data:image/png,x.jpg',
]

const catalogue = createCatalogue(resolveConfig({ formats: ['avif', 'webp'], widths: [320, 640, 1280] }), [])

function snippetsOf(key: string): Map<string, string> {
  const renditions = [...catalogue.pictures.values()]
    .filter(({ prewarm }) => prewarm)
    .map(({ name, box }) => {
      const format = name.split('.')[1] ?? (name === 'webp' ? 'webp' : 'jpeg')
      return {
        name,
        url: viewerPath(name, key),
        type: `image/${format}`,
        width: box.width,
        height: box.height,
        bytes: 1,
      }
    })
  return new Map(
    snippetsFor(catalogue, { key, renditions, width: 1800, height: 1200 }, ORIGIN).map(({ title, code }) => [
      title,
      code,
    ]),
  )
}

/** The values that a script computes, and what it does on the way that it should not. */
async function run(code: string, globals: object): Promise<void> {
  const { code: plain } = await transform(code, {
    loader: 'tsx',
    jsxFactory: 'h',
    supported: { 'top-level-await': true },
  })
  const scope = createContext({ ...globals })
  await runInContext(`(async () => {${plain.replace(/^(?:import|export default) .*?(?=function|$)/gm, '')}})()`, scope)
}

const service = { baseUrl: ORIGIN, widths: [320, 640, 1280] }

/** What a script does with the loader, and with the image. */
async function scriptOf(code: string): Promise<{ options: unknown; asked: unknown[]; set: unknown[] }> {
  const seen: { options: unknown; asked: unknown[]; set: unknown[] } = { options: null, asked: [], set: [] }
  const attributes = (...args: unknown[]) => (seen.asked.push(...args), { src: 'a' })
  await run(code, {
    image: { setAttribute: (...args: unknown[]) => seen.set.push(...args) },
    createLoader: (options: unknown) => ((seen.options = options), { attributes }),
  })
  return seen
}

/** The properties of the one element that JSX has. */
async function propsOf(jsx: string): Promise<Record<string, unknown>> {
  let seen: Record<string, unknown> = {}
  await run(`h.seen(${jsx})`, {
    h: Object.assign((_: unknown, props: Record<string, unknown>) => props, {
      seen: (props: typeof seen) => (seen = props),
    }),
    Image: 'Image',
  })
  return seen
}

/** Attributes by the letter of https://html.spec.whatwg.org/#attributes-2, double-quoted ones only; throws at anything else. */
function attributesOf(tag: string): Record<string, string> {
  const [, inside = ''] = /^<[A-Za-z]+((?:\s+[a-z-]+="[^"]*")*)\s*\/?>$/.exec(tag) ?? expect.fail(`no tag: ${tag}`)
  const all = [...inside.matchAll(/([a-z-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => {
    expect(value).not.toMatch(/[<>`]|\{\{|&(?!#\d+;)/)
    return [name, value.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))]
  })
  return Object.fromEntries(all)
}

/** What a background is, but for its strings. */
const BACKGROUND = `.picture {
  aspect-ratio: 1200 / 1200;
  background: url("") center / cover;
  background-image: image-set(
    url("") type(""),
    url("") type(""),
    url("") type("")
  );
}`

/** By the letter of https://www.w3.org/TR/css-syntax-3/#consume-escaped-code-point, hexadecimal ones only. */
function unescapeCss(text: string): string {
  expect(text).not.toMatch(/[<>]|\\(?![0-9a-f]{1,6} )/)
  return text.replace(/\\([0-9a-f]{1,6}) /g, (_, code: string) => String.fromCodePoint(parseInt(code, 16)))
}

const tagsIn = (code: string) => code.match(/<(?:img|source|NuxtImg)[^>]*>/g) ?? []
const lineWith = (code: string, start: string) => code.split('\n').find((line) => line.includes(start)) ?? ''

/** Parses every snippet in its own language, and holds what it names against the key. */
async function hold(key: string): Promise<void> {
  const snippets = snippetsOf(key)
  expect([...snippets.keys()]).toEqual([
    '<img>',
    'srcset with sizes',
    '<picture>',
    'React',
    'Next.js',
    'Nuxt',
    'Astro',
    'CSS',
    'Markdown',
    'fetch',
    'sizewright/loaders',
  ])
  const code = (title: string) => snippets.get(title) ?? ''
  const address = (name: string) => ORIGIN + viewerPath(name, key)

  for (const title of ['<img>', 'srcset with sizes', '<picture>']) {
    const tags = tagsIn(code(title)).map(attributesOf)
    expect(tags.at(-1)?.['src']).toBe(address('large'))
    for (const { srcset } of tags.filter((tag) => tag['srcset'] !== undefined)) {
      const urls = srcset!.split(/,\s+/).map((one) => one.split(' ')[0])
      expect(urls.length).toBeGreaterThan(1)
      for (const url of urls) expect(decodeURIComponent(new URL(url!).pathname).endsWith(`/${key}`)).toBe(true)
    }
  }

  const next = code('Next.js')
  const image = lineWith(next, '<Image').replace(/^\/\/ /, '')
  expect(next.split(/[\n\u2028\u2029]/).at(-1)).toBe(`// ${image}`) // the whole of the comment is in it
  expect(await propsOf(image)).toMatchObject({ src: key, width: 1200 })
  let loaded = ''
  await run(`${next.replace('export default ', '')}\ntold(sizewright({ src: key, width: 600 }))`, {
    key,
    told: (url: string) => (loaded = url),
  })
  expect(loaded).toBe(address('w640')) // not medium, whose width is nobody's before the picture is known

  const react = code('React').split(/[\n\u2028\u2029]/)
  expect(await propsOf(react.at(-1)!.replace(/^\/\/ /, ''))).toMatchObject({ src: key, width: 1800, height: 1200 })
  await run(react.join('\n'), { createImage: (options: unknown) => expect(options).toEqual(service) })

  const script = await scriptOf(code('sizewright/loaders'))
  expect(script.options).toEqual(service)
  expect(script.asked).toEqual([key, { width: 1800, height: 1200 }])
  expect(script.set).toEqual(['src', 'a'])

  const [nuxt = ''] = tagsIn(code('Nuxt'))
  expect(attributesOf(nuxt)).toEqual({ src: `/${key}`, width: '1200', height: '1200' })
  expect(code('Nuxt').endsWith(`\n\n${nuxt}`)).toBe(true)
  const [settings = '', astro = ''] = code('Astro').split('\n\n')
  expect(astro).toMatch(/^<Image src=\{"[^"{}<>`$]*"\} width=\{\d+\} height=\{\d+\} alt="…" \/>$/) // who only counts braces is right
  expect(await propsOf(astro)).toMatchObject({ src: `/${key}`, width: 1200 })
  await expect(transform(`({ ${settings} })`, { loader: 'ts' })).resolves.toMatchObject({ warnings: [] })

  const css = await transform(code('CSS'), { loader: 'css' })
  expect(css.warnings).toEqual([])
  const strings = [...code('CSS').matchAll(/"([^"\n]*)"/g)].map(([, text = '']) => unescapeCss(text))
  expect(strings).toEqual([
    address('large'),
    address('large.avif'),
    'image/avif',
    address('webp'),
    'image/webp',
    address('large'),
    'image/jpeg',
  ])
  expect(code('CSS').replace(/"[^"\n]*"/g, '""')).toBe(BACKGROUND)

  const [, destination = ''] = /^!\[…\]\(([^\s()<>*`\\]+)\)$/.exec(code('Markdown')) ?? expect.fail(code('Markdown'))
  expect(decodeURIComponent(destination)).toBe(`${ORIGIN}/large/${key}`)

  const fetched: unknown[] = []
  const answer = { json: () => ({}) }
  await run(code('fetch'), { fetch: (url: string) => (fetched.push(url), answer) })
  expect(fetched).toEqual([address('info')])
}

describe('every snippet names the very picture, whose key is', () => {
  it.each(['boat.jpg', 'holiday/IMG_0001 (2).jpg', ...HOSTILE])('%j', hold)

  it('any that there can be', () =>
    assert(
      asyncProperty(
        string({ unit: 'binary', minLength: 1, maxLength: 40 }).filter((key) => isAddressable(key, 20)),
        hold,
      ),
      { numRuns: 30 },
    ))
})

// There the frameworks' own compilers read them: `npm run test:frameworks`.
it.each([
  ['Nuxt', 'nuxt/app/app.vue'],
  ['Astro', 'astro/src/pages/index.astro'],
])('the one for %s stands in an application of it', (title, file) => {
  const [attribute] = /src=(?:"[^"]*"|\{"[^"]*"\})/.exec(snippetsOf(HOSTILE[0]!).get(title) ?? '') ?? []
  const page = readFileSync(new URL(`../../frameworks/${file}`, import.meta.url), 'utf8').replaceAll(/\s+/g, ' ')
  expect(page).toContain(` alt="hostile" ${attribute} `)
})

it('sizes of one’s own are told to the loader, and Next.js gets one for all where there are but boxes', async () => {
  const own = resolveConfig({
    variants: { page: { width: 800, height: 800 }, og: { width: 90, height: 60, fit: 'cover', format: 'jpeg' } },
  })
  const renditions = [{ name: 'page', url: '', type: 'image/jpeg', width: 400, height: 800, bytes: 1 }]
  const info = { key: 'k', renditions, width: 600, height: 1200 }
  const written = snippetsFor(createCatalogue(own, []), info, ORIGIN)
  const codeOf = (wanted: string) => written.find(({ title }) => title === wanted)?.code ?? ''
  expect((await scriptOf(codeOf('sizewright/loaders'))).options).toEqual({
    baseUrl: ORIGIN,
    variants: {
      page: { width: 800, height: 800, fit: 'inside', prewarm: true },
      og: { width: 90, height: 60, fit: 'cover', format: 'jpeg', prewarm: true },
    },
  })
  expect(codeOf('Next.js')).toContain('const widths = [["page",800]]')
})

it('plain keys are plain in all of them', () => {
  const all = [...snippetsOf('holiday/boat-2 (1).jpg').values()].join('\n')
  expect(all).not.toMatch(/\\u|&#/)
})
