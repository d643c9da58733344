import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { expect, it, onTestFinished } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import { useBrowser } from './browser.ts'
import { eventually, folders, type Running, start } from '../local/running.ts'

const open = useBrowser('MAP *.example 127.0.0.1')

/** What a page can try to show and read: the names of the attempts that succeed. */
const ATTEMPTS = (service: string) => `
  const image = (attributes) => new Promise((resolve) => {
    const element = Object.assign(new Image(), { onload: () => resolve(true), onerror: () => resolve(false), ...attributes })
    element.src = '${service}/medium/boat.jpg?' + Math.random()
  })
  const read = (options) => fetch('${service}/info/boat.jpg', options).then((answer) => answer.json()).then(() => true, () => false)
  window.tried = Promise.all(Object.entries({
    image: image({}),
    'image without referrer': image({ referrerPolicy: 'no-referrer' }),
    'image with CORS': image({ crossOrigin: '' }),
    reading: read({}),
    'reading without referrer': read({ referrerPolicy: 'no-referrer' }),
  }).map(async ([name, attempt]) => (await attempt) ? name : [])).then((names) => names.flat())`

const EVERYTHING = ['image', 'image without referrer', 'image with CORS', 'reading', 'reading without referrer']

async function serving(args: readonly string[] = []): Promise<Running & { root: string }> {
  const { root, originals, data } = await folders()
  await writeFile(join(originals, 'boat.jpg'), await jpegOf(300, 200))
  const service = await start([originals, '--data', data, '--port', '0', ...args])
  await eventually(
    () => service.get('/info/boat.jpg'),
    ({ headers }) => headers['etag'] !== undefined,
  )
  return { ...service, root }
}

/** Another site on this machine, whatever the name under which it is visited, which tries a service. */
async function otherSite(): Promise<{ port: number; tries: (service: string) => void }> {
  let html = ''
  const site = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end(html))
  onTestFinished(() => site.close().closeAllConnections())
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  const address = site.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    tries: (service) => (html = `<script>${ATTEMPTS(service)}</script><a href="${service}/">the gallery</a>`),
  }
}

const tried = (page: Page) => page.evaluate<string[]>('window.tried')

it('a page of another site can show and read nothing, and a page of this machine can', async () => {
  const { port, tries } = await otherSite()
  tries((await serving()).url)
  const { page: evil } = await open(`http://evil.example:${port}/`)
  expect(await tried(evil)).toEqual([])
  const { page: own } = await open(`http://127.0.0.1:${port}/`)
  expect(await tried(own)).toEqual(EVERYTHING)
  // Under another name of this machine a page that hides where it is from cannot be told from any other.
  const { page: named } = await open(`http://localhost:${port}/`)
  expect(await tried(named)).toEqual(['image', 'image with CORS', 'reading', 'reading without referrer'])
  const { page: below } = await open(`http://shop.localhost:${port}/`)
  expect(await tried(below)).toEqual(['image', 'image with CORS', 'reading', 'reading without referrer'])

  await evil.getByRole('link', { name: 'the gallery' }).click()
  await evil.getByRole('heading', { name: 'All pictures' }).waitFor()
})

it('a site that was named can, and no other does', async () => {
  const { port, tries } = await otherSite()
  tries((await serving(['--cors', `http://www.example:${port}`])).url)
  const { page: named } = await open(`http://www.example:${port}/`)
  expect(await tried(named)).toEqual(['image', 'image with CORS', 'reading', 'reading without referrer'])
  const { page: evil } = await open(`http://evil.example:${port}/`)
  expect(await tried(evil)).toEqual([])
  tries((await serving(['--cors', '*'])).url)
  await evil.reload()
  expect(await tried(evil)).toEqual(EVERYTHING)
})

it('a page of a file can, with --cors null', async () => {
  for (const [args, can] of [
    [[], []],
    [['--cors', 'null'], EVERYTHING],
  ] as const) {
    const { root, url } = await serving(args)
    const file = join(root, 'page.html')
    await writeFile(file, `<script>${ATTEMPTS(url)}</script>`)
    const { page } = await open(pathToFileURL(file).href)
    expect([args, await tried(page)]).toEqual([args, can])
  }
})
