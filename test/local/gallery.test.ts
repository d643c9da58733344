import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { animatedGif, jpegOf, pngWithAlpha } from '../image/pictures.ts'
import { eventually, filesBelow, folders, start } from './running.ts'

let browser: Browser
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  })
})
afterAll(() => browser.close())

async function open(width = 1200): Promise<{ page: Page; originals: string; url: string; faults: string[] }> {
  const { originals, data } = await folders()
  await writeFile(join(originals, 'boat.jpg'), await jpegOf(1600, 1200))
  await writeFile(join(originals, 'ring.png'), await pngWithAlpha(300))
  await writeFile(join(originals, 'a "quoted" <b>&.gif'), await animatedGif(60, 40))
  await writeFile(join(originals, 'cut.jpg'), (await jpegOf(400, 300)).subarray(0, 900))
  const service = await start([originals, '--data', data, '--port', '0'])
  await eventually(
    () => filesBelow(join(data, 'processed')),
    (files) => files.length === 21,
  )
  await eventually(
    () => filesBelow(join(data, 'errors')),
    (files) => files.length === 1,
  )
  const page = await browser.newPage({ viewport: { width, height: 800 } })
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  await page.goto(service.url)
  return { page, originals, url: service.url, faults }
}

it('shows every original with what was made of it, what this browser gets, and what failed', async () => {
  const { page, faults } = await open()
  const titles = await page.locator('.items h2').allTextContents()
  expect(titles).toEqual(['a "quoted" <b>&.gif', 'boat.jpg', 'cut.jpg', 'ring.png'])
  const boat = page.locator('figure', { hasText: 'boat.jpg' })
  await boat.locator('output', { hasText: 'WEBP' }).waitFor()
  await boat.locator('summary').click()
  const rows = await boat.locator('tbody tr').allInnerTexts()
  expect(
    rows.map((row) =>
      row
        .split(/\s*\t\s*/)
        .slice(0, 3)
        .join(' '),
    ),
  ).toEqual([
    'thumbnail 150 × 150 JPEG',
    'medium 600 × 450 JPEG',
    'large 1200 × 900 JPEG',
    'webp 1200 × 900 WEBP',
    'thumbnail.webp 150 × 150 WEBP',
    'medium.webp 600 × 450 WEBP',
  ])
  await expect(page.locator('.failures li').allInnerTexts()).resolves.toEqual([
    'cut.jpg: the picture is damaged and cannot be decoded',
  ])
  expect(faults).toEqual([])
})

it('gives WebP to an <img> that names a JPEG', async () => {
  const { page, url } = await open()
  const types: (string | undefined)[] = []
  page.on('response', (response) => {
    if (response.url().endsWith('/large/boat.jpg')) types.push(response.headers()['content-type'])
  })
  await page.setContent(`<img src="${url}/large/boat.jpg">`)
  const size = await page.evaluate(
    '(async (image) => { await image.decode(); return [image.naturalWidth, image.naturalHeight] })(document.images[0])',
  )
  expect([types, size]).toEqual([['image/webp'], [1200, 900]])
})

it('shows a picture that is dropped into the folder without being asked', async () => {
  const { page, originals } = await open()
  await writeFile(join(originals, 'new.jpg'), await jpegOf(800, 600))
  const figure = page.locator('figure', { hasText: 'new.jpg' })
  await figure.waitFor()
  expect(await figure.locator('img').getAttribute('src')).toBe('/medium/new.jpg')
})

it('fits a phone and can be used by keyboard', async () => {
  const { page } = await open(360)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
  const summary = page.locator('summary').first()
  await summary.focus()
  await page.keyboard.press('Enter')
  expect(await page.evaluate("document.querySelector('details').open")).toBe(true)
  await page.keyboard.press('Tab')
  expect(await page.evaluate('document.activeElement.className')).toBe('scroll')
})
