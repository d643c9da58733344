import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { jpegOf, pngWithAlpha } from '../image/pictures.ts'
import { barriersOf, type Opened, showsFocus, useBrowser } from './browser.ts'
import { eventually, filesBelow, folders, type Running, start } from '../local/running.ts'
import { OWN, send } from '../local/send.ts'

const browse = useBrowser()
const KEY = 'holiday & sea/"boat" 1.jpg'
const IN_URL = 'holiday%20%26%20sea/%22boat%22%201.jpg'

async function serving(): Promise<Running & { originals: string }> {
  const { root, originals, data } = await folders()
  const config = join(root, 'config.mjs')
  await writeFile(config, "export default { formats: ['avif', 'webp'] }")
  const service = await start([originals, '--data', data, '--port', '0', '--config', config])
  await send(service.url, `/_gallery/originals?key=${encodeURIComponent(KEY)}`, 'PUT', OWN, await jpegOf(1600, 1200))
  await eventually(
    () => filesBelow(join(data, 'processed')),
    (files) => files.length === 10,
  )
  return { ...service, originals }
}

async function open(
  options: Parameters<typeof browse>[1] = {},
): Promise<Opened & { service: Running; originals: string }> {
  const service = await serving()
  const opened = await browse(service.url, options)
  await opened.page.getByRole('link', { name: 'boat' }).click()
  await opened.page.getByRole('heading', { level: 1, name: KEY }).waitFor()
  return { ...opened, service, originals: service.originals }
}

async function sizeOf(service: Running, name: string): Promise<number> {
  return (await service.get(`/_gallery/rendition/${name}/holiday_x20_x26_x20sea/_x22boat_x22_x201.jpg`)).body.length
}

/** Which part of the left picture is seen, in per cent of its width. */
async function shown(page: Page): Promise<number> {
  const clip = await page.evaluate("getComputedStyle(document.getElementById('compare-left-image')).clipPath")
  return 100 - Number(/^inset\(0px ([\d.]+)% 0px 0px\)$/.exec(String(clip))?.[1])
}

const texts = (locator: Locator) => locator.allInnerTexts()

it('shows every rendition with what it saves', async () => {
  const { page, service, faults } = await open()
  expect(await texts(page.locator('.size h3'))).toEqual([
    'thumbnail fills 150 × 150',
    'medium fits into 600 × 600',
    'large fits into 1200 × 1200',
  ])
  expect(await texts(page.locator('.rendition h4'))).toEqual(
    expect.arrayContaining(['thumbnail', 'medium.avif', 'medium.webp', 'large', 'large.avif', 'webp']),
  )
  const card = page.locator('.rendition', { has: page.getByRole('link', { name: 'webp', exact: true }) })
  const [jpeg, webp] = [await sizeOf(service, 'large'), await sizeOf(service, 'webp')]
  const original = (await jpegOf(1600, 1200)).length
  const facts = (await card.locator('dl').innerText()).split(/\s*\n\s*/)
  const less = (than: number) => `${Math.round(100 * (1 - webp / than))} %`.replace('-', '−')
  expect(facts.slice(0, 4)).toEqual(['Format', 'WebP', 'Pixels', '1200 × 900'])
  expect(facts.slice(6)).toEqual(['Saved', less(original), 'Against JPEG', less(jpeg)])
  const types = await page.evaluate(`Promise.all([...document.querySelectorAll('.rendition img')].map(async ({ src }) =>
    (await fetch(src)).headers.get('content-type')))`)
  expect(types).toEqual(expect.arrayContaining(['image/jpeg', 'image/webp', 'image/avif'])) // and not what it would negotiate
  const info = await page.locator('.info').innerText()
  expect(info).toContain('1600 × 1200')
  expect(await page.locator('.placeholder img').getAttribute('src')).toMatch(/^data:image\/webp;base64,/)
  expect(faults).toEqual([])
})

it('lays two formats of a size over each other, and moves between them by keyboard', async () => {
  const { page, service, faults } = await open()
  expect(await page.getByLabel('Size', { exact: true }).inputValue()).toBe('large')
  const similarity = page.locator('#compare-similarity')
  await similarity.filter({ hasText: /similarity: [01]\.\d{3}/ }).waitFor()
  const slider = page.getByRole('slider')
  await slider.focus()
  expect(await shown(page)).toBe(50)
  for (let step = 0; step < 10; step += 1) await page.keyboard.press('ArrowRight')
  expect(await shown(page)).toBe(60)
  await page.keyboard.press('Home')
  expect([await shown(page), await slider.getAttribute('aria-valuetext')]).toEqual([0, '0 % JPEG, the rest WebP'])

  await page.getByLabel('Right', { exact: true }).selectOption('AVIF')
  const [jpeg, avif] = [await sizeOf(service, 'large'), await sizeOf(service, 'large.avif')]
  const percent = Math.round((100 * (jpeg - avif)) / jpeg)
  await page.getByText(new RegExp(`^AVIF saves .+ kB against JPEG: ${percent} % less\\.$`)).waitFor()
  await page.getByLabel('Size', { exact: true }).selectOption('medium')
  await page.getByLabel('Left', { exact: true }).selectOption('WebP')
  await page.getByLabel('Right', { exact: true }).selectOption('WebP')
  await page.getByText('WebP and WebP have as many bytes.').waitFor()
  await similarity.filter({ hasText: 'similarity: 1.000' }).waitFor()
  const sizes = await page.evaluate(`Promise.all(['left', 'right'].map(async (side) => {
    const image = document.getElementById('compare-' + side + '-image')
    await image.decode()
    const { x, y, width, height } = image.getBoundingClientRect()
    return [image.naturalWidth, x, y, width, height].join(' ')
  }))`)
  expect(new Set(Array.isArray(sizes) ? sizes : []).size).toBe(1)
  expect(faults).toEqual([])
})

it('measures how alike two renditions are', async () => {
  const { url } = await serving()
  const ask = async (a: string, b: string, key = KEY) => {
    const query = new URLSearchParams({ key, a, b })
    const { status, text } = await send(url, `/_gallery/similarity?${query.toString()}`, 'GET', OWN)
    const told: { similarity?: number; message?: string } = JSON.parse(text)
    return { status, ...told }
  }
  expect(await ask('large', 'large')).toEqual({ status: 200, similarity: 1 })
  const measured = await ask('large', 'large.avif')
  expect(await ask('large.avif', 'large')).toEqual(measured)
  expect(measured.similarity).toBeGreaterThan(0.9)
  expect(measured.similarity).toBeLessThan(1)
  const unlike = await ask('large', 'medium')
  expect(unlike).toEqual({ status: 422, message: 'pictures of different sizes cannot be compared' })
  for (const absent of [await ask('large', 'huge'), await ask('large', 'info'), await ask('large', 'webp', '../x')]) {
    expect(absent).toEqual({ status: 404, message: 'there are no such renditions' })
  }
})

it('copies what a page writes', async () => {
  const { page, service, faults } = await open({ permissions: ['clipboard-read', 'clipboard-write'] })
  const copied = async (name: string) => {
    await page.getByRole('button', { name: `Copy ${name}`, exact: true }).click()
    await page.locator('#copy-status', { hasText: `Copy ${name}: Copied` }).waitFor()
    return String(await page.evaluate('navigator.clipboard.readText()'))
  }
  const at = (name: string) => `${service.url}/${name}/${IN_URL}`
  expect(await copied('<img>')).toBe(
    `<img\n  src="${at('large')}"\n  width="1200" height="900"\n  alt="…" loading="lazy" decoding="async">`,
  )
  const srcset = await copied('srcset with sizes')
  expect(srcset).toContain(`${at('medium')} 600w`)
  expect(srcset).not.toContain('thumbnail') // it shows another part of the picture
  const picture = await copied('<picture>')
  const next: { default: (asked: { src: string; width: number }) => string } = await import(
    `data:text/javascript,${encodeURIComponent(await copied('Next.js'))}`
  )
  const loaded = [100, 600, 601, 4000].map((width) => next.default({ src: KEY, width }))
  expect(loaded).toEqual(Array.from({ length: 4 }, () => at('large'))) // there are but boxes, of which nobody knows how wide they come out
  const script = `(async () => { ${await copied('JavaScript')}; return [width, height, renditions.length] })()`
  expect(await page.evaluate(script)).toEqual([1600, 1200, 9])
  expect(faults).toEqual([])
  // The browser itself says what it makes of them.
  await page.setViewportSize({ width: 500, height: 800 })
  await page.goto(`${service.url}/_gallery/version`)
  const chosen = async (html: string) => {
    await page.setContent(html.replaceAll('loading="lazy"', ''))
    return page.evaluate(`(async (image) => {
      await image.decode()
      return [image.currentSrc, image.naturalWidth, image.width + ' x ' + image.height]
    })(document.images[0])`)
  }
  expect(await chosen(srcset)).toEqual([at('medium'), 500, '1200 x 900'])
  expect(await chosen(picture)).toEqual([at('medium.avif'), 500, '1200 x 900'])
})

it('shows what changes', async () => {
  const { page, originals } = await open()
  await writeFile(join(originals, KEY), await pngWithAlpha(300))
  await page.locator('.info', { hasText: '300 × 300' }).waitFor()
  expect(await texts(page.locator('.rendition h4'))).toContain('webp')
})

it('is 404 for what is no original', async () => {
  const { get } = await serving()
  for (const key of ['none.jpg', '', '..%2Fx.jpg', 'a%00b']) {
    expect((await get(`/_gallery/original?key=${key}`)).status).toBe(404)
  }
})

it('can be gone through by keyboard, and shows where one is', async () => {
  const { page } = await open()
  await page.evaluate('document.activeElement.blur()')
  const seen: string[] = []
  do {
    await page.keyboard.press('Tab')
    seen.push(await showsFocus(page))
  } while (!seen.at(-1)?.endsWith('Info') && seen.length < 60)
  expect(seen.filter((one) => !one.startsWith('shown'))).toEqual([])
  expect(seen).toEqual(
    expect.arrayContaining([
      'shown select compare-left',
      'shown input compare-at',
      'shown button code-0',
      'shown pre code-0',
      'shown div Info',
    ]),
  )
})

it.each(['light', 'dark'] as const)('keeps nobody out: %s', async (colorScheme) => {
  const { page } = await open({ colorScheme })
  await page.locator('#compare-similarity', { hasText: /similarity: [01]/ }).waitFor()
  expect(await barriersOf(page)).toEqual([])
})

it('fits a phone', async () => {
  const { page } = await open({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true })
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
  const ends = await page.evaluate(`['size', 'left', 'right'].flatMap((name) => {
    const { left, right } = document.getElementById('compare-' + name).getBoundingClientRect()
    return [left, right]
  })`)
  expect(ends).toEqual([...(Array.isArray(ends) ? ends : [])].toSorted((a, b) => a - b)) // beside each other, not over
})
