import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import { folders, type Running, start } from '../local/running.ts'

const ROOT = new URL('../..', import.meta.url).pathname
const KEY = 'holiday/été 1+1 (2)%.jpg'
const run = promisify(execFile)

let scratch = ''

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'sizewright-frameworks-'))
  await run('npm', ['run', 'build'], { cwd: ROOT })
})
afterAll(() => rm(scratch, { recursive: true, force: true }))

async function serving(): Promise<Running> {
  const { originals, data } = await folders()
  await mkdir(join(originals, 'holiday'))
  await writeFile(join(originals, KEY), await jpegOf(2000, 1000))
  return start([originals, '--data', data, '--port', '0'])
}

/** Builds an application with the package as it is published; returns the page that it makes. */
async function build(name: string, page: string, service: Running): Promise<string> {
  const app = join(scratch, name)
  await cp(join(ROOT, 'test/frameworks', name), app, { recursive: true })
  await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: app })
  const own = join(app, 'node_modules/sizewright')
  await mkdir(own)
  await cp(join(ROOT, 'package.json'), join(own, 'package.json'))
  await cp(join(ROOT, 'dist/src'), join(own, 'dist/src'), { recursive: true })
  const env = {
    ...process.env,
    SIZEWRIGHT_URL: service.url,
    NEXT_PUBLIC_SIZEWRIGHT_URL: service.url,
    NEXT_TELEMETRY_DISABLED: '1',
    ASTRO_TELEMETRY_DISABLED: '1',
  }
  await run('npm', ['run', 'build'], { cwd: app, env })
  return readFile(join(app, page), 'utf8')
}

interface Image {
  readonly src: string
  /** Address and descriptor. */
  readonly srcset: readonly (readonly [string, string])[]
}

function imagesOf(html: string): Image[] {
  return [...html.matchAll(/<img\b[^>]*>/g)].map(([tag]) => {
    const attribute = (name: string) =>
      (new RegExp(`\\s${name}="([^"]*)"`, 'i').exec(tag)?.[1] ?? '').replaceAll('&amp;', '&').replaceAll('&#39;', "'")
    const srcset = attribute('srcset')
      .split(', ')
      .filter((part) => part !== '')
      .map((part): [string, string] => [part.slice(0, part.lastIndexOf(' ')), part.slice(part.lastIndexOf(' ') + 1)])
    return { src: attribute('src'), srcset }
  })
}

/** In pixels, of what is really there. */
async function widthAt(url: string): Promise<number> {
  const response = await fetch(url)
  expect([url, response.status]).toEqual([url, 200])
  return (await sharp(Buffer.from(await response.arrayBuffer())).metadata()).width
}

it('Next.js shows pictures of the right sizes', async () => {
  const service = await serving()
  const [image] = imagesOf(await build('next', 'out/index.html', service))
  expect(image?.src).toContain(service.url)
  const widths = await Promise.all(image!.srcset.map(async ([url, as]) => [as, await widthAt(url)]))
  expect(widths).toEqual([
    ['600w', 600],
    ['1200w', 1200],
  ])
  await service.stop()
})

it('Nuxt shows pictures of the right sizes, and a crop', async () => {
  const service = await serving()
  const [whole, crop] = imagesOf(await build('nuxt', '.output/public/index.html', service))
  const widths = await Promise.all(whole!.srcset.map(async ([url, as]) => [as, await widthAt(url)]))
  expect([await widthAt(whole!.src), ...widths]).toEqual([600, ['1x', 600], ['2x', 1200]])
  expect(await widthAt(crop!.src)).toBe(150)
  await service.stop()
})

it('Astro shows pictures of the right sizes, in a browser, too', async () => {
  const service = await serving()
  const html = await build('astro', 'dist/index.html', service)
  const [image] = imagesOf(html)
  const widths = await Promise.all(image!.srcset.map(async ([url, as]) => [as, await widthAt(url)]))
  expect([await widthAt(image!.src), ...widths]).toEqual([600, ['600w', 600], ['1200w', 1200]])
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage({ viewport: { width: 500, height: 400 }, deviceScaleFactor: 2 })
    await page.setContent(html, { waitUntil: 'networkidle' })
    const shown: unknown = await page.evaluate('document.images[0].currentSrc')
    expect(shown).toBe(`${service.url}/large/${KEY.split('/').map(encodeURIComponent).join('/')}`)
  } finally {
    await browser.close()
  }
  await service.stop()
})
