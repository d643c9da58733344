import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, it, onTestFinished } from 'vitest'
import type { ImageAttributes } from '../../src/loaders/attributes.ts'
import { createLoader, type PictureInfo } from '../../src/loaders/loader.ts'
import { faultsInCells, LADDER, SIZES, STYLE } from '../frameworks/cells.ts'
import { jpegOf } from '../image/pictures.ts'
import { start } from '../local/running.ts'
import { useBrowser } from './browser.ts'

const open = useBrowser()
const blank = async (options: Parameters<typeof open>[1]) => (await open('about:blank', options)).page

const originals = {
  landscape: [1800, 1200],
  portrait: [1200, 1800],
  square: [1200, 1200],
  small: [350, 250], // two of the widths are narrower, and five are not
} as const
const widthsOfOriginals = Object.fromEntries(Object.entries(originals).map(([what, [width]]) => [what, width]))

/** A service with these originals and the ladder. */
async function serveThem(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sizewright-cells-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  await mkdir(join(folder, 'pictures'))
  for (const [what, [width, height]] of Object.entries(originals))
    await writeFile(join(folder, 'pictures', `${what}.jpg`), await jpegOf(width, height))
  const config = join(folder, 'sizewright.config.ts')
  await writeFile(config, `export default ${JSON.stringify({ widths: LADDER, variants })}`)
  const { url } = await start([
    join(folder, 'pictures'),
    '--data',
    join(folder, 'data'),
    '--port',
    '0',
    '--config',
    config,
  ])
  return url
}

/** A crop, and a box in which the portrait is as wide as one of the widths, and narrower than it says. */
const variants = { square: { width: 600, height: 600, fit: 'cover' }, box: { width: 600, height: 600 } } as const

/** A page of another site. */
async function publish(files: Readonly<Record<string, string>>): Promise<string> {
  const server = createServer(({ url = '/' }, response) => {
    const type = url.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8'
    response.writeHead(files[url] === undefined ? 404 : 200, { 'content-type': type }).end(files[url])
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it does not listen')
  return `http://127.0.0.1:${address.port}/`
}

const SCRIPT = '<script type="module" src="/element.js"></script>'
const cell = (inside: string) => `<div class="cell">${inside}</div><p>What stands below, and would move.</p>`
const pageOf = (cells: readonly string[], head = '') =>
  `<!doctype html><link rel="icon" href="data:,"><style>${STYLE}</style>${head}${cells.map(cell).join('\n')}`
const text = (value: unknown) => String(value).replaceAll('&', '&amp;').replaceAll('"', '&quot;')
const tag = (name: string, attributes: object) =>
  `<${name} ${Object.entries(attributes)
    .map(([name, value]) => `${name}="${text(value)}"`)
    .join(' ')}>`
const img = (alt: string, attributes: ImageAttributes) => tag('img', { alt, ...attributes })

it(
  'of every original every screen gets the smallest file that covers, and nothing moves',
  { timeout: 300_000 },
  async () => {
    const service = await serveThem()
    const images = createLoader({ baseUrl: service, widths: LADDER, variants })
    const element = await build({
      stdin: {
        contents: `import { defineImage } from './src/loaders/element.ts'
        defineImage(${JSON.stringify({ baseUrl: service, widths: LADDER, variants })})`,
        resolveDir: new URL('../..', import.meta.url).pathname,
        loader: 'ts',
      },
      bundle: true,
      minify: true,
      write: false,
      format: 'iife',
    })
    const still: string[] = []
    const blind: string[] = []
    for (const [what, [width, height]] of Object.entries(originals)) {
      const key = `${what}.jpg`
      const told = await fetch(`${service}/info/${key}`)
      const info: PictureInfo = JSON.parse(await told.text())
      still.push(
        img(`info ${what}`, images.attributes(key, { info, placeholder: 'blur' })),
        img(`sides ${what}`, images.attributes(key, { width, height })),
        img(`told ${what}`, images.attributes(key, { width, height, sizes: SIZES, priority: true })),
        `${tag('sizewright-img', { alt: `fills ${what}`, src: key, width, height })}<img alt="fills ${what}" width="${width}" height="${height}"></sizewright-img>`,
      )
      blind.push(
        `${tag('sizewright-img', { alt: `element ${what}`, src: key, info: JSON.stringify(info) })}</sizewright-img>`,
        img(`width ${what}`, images.attributes(key, { width, sizes: SIZES })),
        img(`nothing ${what}`, images.attributes(key, { sizes: SIZES })),
      )
    }
    const url = await publish({
      '/': pageOf(still, SCRIPT),
      '/blind': pageOf(blind, SCRIPT),
      '/element.js': element.outputFiles[0]?.text ?? '',
    })
    expect(await faultsInCells(blank, url, service, widthsOfOriginals)).toEqual({ seen: 144, faults: [], shift: 0 })
    // Where nobody knows the height, or a script brings the image, the page has to say it. That it moves here says that the measure sees it.
    const unknown = await faultsInCells(blank, `${url}blind`, service, widthsOfOriginals)
    expect(unknown).toEqual({ seen: 108, faults: [], shift: expect.toSatisfy((shift: number) => shift > 0) })
  },
)

it('a crop is shown where its medium holds, and nothing moves', async () => {
  const service = await serveThem()
  const images = createLoader({ baseUrl: service, widths: LADDER, variants })
  const { sources, img: rest } = images.picture('landscape.jpg', {
    width: 1800,
    height: 1200,
    sources: [{ media: '(max-width: 600px)', variants: ['square'] }],
  })
  const inside = sources.map((source) => tag('source', source)).join('') + img('a', rest)
  const url = await publish({ '/': pageOf([`<picture>${inside}</picture>`]) })
  for (const [width, name, ratio] of [
    [390, 'square', 1],
    [1440, 'box', 1.5], // as wide as w600, and there before it is asked for
  ] as const) {
    const page = await blank({ viewport: { width, height: 900 } })
    await page.goto(url, { waitUntil: 'networkidle' })
    const [seen, shape] = await page.evaluate<[string, number]>(
      `[document.images[0].currentSrc, document.images[0].width / document.images[0].height]`,
    )
    expect([seen, shape]).toEqual([`${service}/${name}/landscape.jpg`, ratio])
  }
})
