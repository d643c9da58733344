import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { expect, it } from 'vitest'
import { jpegOf, pngWithAlpha } from '../image/pictures.ts'
import type { Running } from '../local/running.ts'
import { barriersOf, showsFocus, useBrowser } from './browser.ts'
import { KEY, openPicture, serving } from './picture-page.ts'

const browse = useBrowser()
const IN_URL = 'holiday%20%26%20sea/%22boat%22%201.jpg'
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }

async function sizeOf(service: Running, name: string): Promise<number> {
  return (await service.get(`/_gallery/rendition/${name}/holiday_x20_x26_x20sea/_x22boat_x22_x201.jpg`)).body.length
}

const texts = (locator: Locator) => locator.allInnerTexts()

it('shows every rendition with what it saves, its address, and the picture’s own saving', async () => {
  const service = await serving()
  const { page, faults } = await openPicture(browse, service)
  expect(await texts(page.locator('.size th[scope=rowgroup]'))).toEqual([
    'thumbnail fills 150 × 150',
    'medium fits into 600 × 600',
    'large fits into 1200 × 1200',
  ])
  const links = page.locator('.renditions a')
  expect(await texts(links)).toEqual(
    expect.arrayContaining(['thumbnail', 'medium.avif', 'medium.webp', 'large', 'large.avif', 'webp']),
  )
  const row = page.locator('.renditions tr', { has: page.getByRole('link', { name: 'webp', exact: true }) })
  const [jpeg, webp] = [await sizeOf(service, 'large'), await sizeOf(service, 'webp')]
  const original = (await jpegOf(1600, 1200)).length
  const less = (than: number) => `${Math.round(100 * (1 - webp / than))} %`.replace('-', '−')
  const cells = await texts(row.locator('.two > span'))
  expect([...cells.slice(0, 2), ...cells.slice(3)]).toEqual(['webp', 'WebP', '1200 × 900', less(original), less(jpeg)])
  const types =
    await page.evaluate(`Promise.all([...document.querySelectorAll('#compare-left option')].map(async ({ dataset }) =>
    (await fetch(dataset.src)).headers.get('content-type')))`)
  expect(types).toEqual(expect.arrayContaining(['image/jpeg', 'image/webp', 'image/avif'])) // and not what it would negotiate
  expect(await page.locator('.facts').innerText()).toContain('1600 × 1200')
  await page.locator('.known summary').click()
  expect(await page.locator('.info').innerText()).toContain('1600 × 1200')
  expect(await page.locator('.placeholder').getAttribute('src')).toMatch(/^data:image\/webp;base64,/)
  const smallest = Math.min(
    ...(await Promise.all(['medium', 'medium.avif', 'medium.webp'].map((name) => sizeOf(service, name)))),
  )
  const told = /^(.+) in; 9 files of .+ made; as medium it is (.+) instead of \1\.$/.exec(
    (await page.locator('.saved').innerText()).replaceAll('\u00a0', ' '),
  )
  expect(told?.[2]).toBe(`${(smallest / 1000).toPrecision(smallest < 1e4 ? 2 : 3)} kB`)
  expect(faults).toEqual([])
})

it('shows what changes', async () => {
  const service = await serving()
  const { page } = await openPicture(browse, service)
  await writeFile(join(service.originals, KEY), await pngWithAlpha(300))
  await page.locator('.facts', { hasText: '300 × 300' }).waitFor()
  expect(await texts(page.locator('.renditions a'))).toContain('webp')
})

it('says why nothing is made of a picture, and what to do', async () => {
  const service = await serving()
  await writeFile(join(service.originals, 'cut.jpg'), (await jpegOf(300, 200)).subarray(0, 700))
  const { page, faults } = await browse(`${service.url}/_gallery/original?key=cut.jpg`)
  await page.getByText('Failed: the picture is damaged and cannot be decoded.').waitFor()
  await page.getByText('Copy or export it again from where it is whole').waitFor()
  await writeFile(join(service.originals, 'cut.jpg'), await jpegOf(300, 200))
  await page.locator('.facts', { hasText: '300 × 200' }).waitFor()
  expect(faults).toEqual([])
})

it('has no script without the part that it brings to life, where a picture has failed', async () => {
  const service = await serving()
  const { page, faults } = await openPicture(browse, service)
  await writeFile(join(service.originals, KEY), (await jpegOf(300, 200)).subarray(0, 700))
  await page.getByText('Failed: the picture is damaged and cannot be decoded.').waitFor()
  await page.reload()
  await page.getByText('Failed: the picture is damaged and cannot be decoded.').waitFor()
  expect(faults).toEqual([])
})

it('is 404 for what is no original', async () => {
  const { get } = await serving()
  for (const key of ['none.jpg', '', '..%2Fx.jpg', 'a%00b']) {
    expect((await get(`/_gallery/original?key=${key}`)).status).toBe(404)
  }
})

it('can be gone through by keyboard, and shows where one is', async () => {
  const { page } = await openPicture(browse, await serving())
  await page.locator('.known summary').click()
  await page.evaluate('document.activeElement.blur(); getSelection().removeAllRanges()')
  await page.locator('body').click({ position: { x: 2, y: 2 } })
  const seen: string[] = []
  do {
    await page.keyboard.press('Tab')
    seen.push(await showsFocus(page))
  } while (!seen.at(-1)?.endsWith('Info') && seen.length < 90)
  expect(seen.filter((one) => !one.startsWith('shown'))).toEqual([])
  expect(seen).toEqual(
    expect.arrayContaining([
      'shown div stage',
      'shown input compare-at',
      'shown select compare-left',
      'shown button 200 %',
      'shown button compare-difference',
      'shown button focus-open',
      'shown button address-medium.webp',
      'shown button tab-0',
      'shown button code-0-0',
      'shown pre code-0-0',
      'shown div Info',
    ]),
  )
  expect(seen.filter((one) => one.startsWith('shown button tab-'))).toEqual(['shown button tab-0']) // the arrows reach the others
})

it.each([
  ['light', {}],
  ['dark', {}],
  ['light', PHONE],
] as const)('keeps nobody out: %s %j', async (colorScheme, options) => {
  const { page } = await openPicture(browse, await serving(), { colorScheme, ...options })
  await page.locator('#compare-similarity', { hasText: /similarity: [01]/ }).waitFor()
  expect(await barriersOf(page)).toEqual([])
  await page.getByRole('button', { name: 'Set focus point' }).click()
  expect(await barriersOf(page)).toEqual([])
})

it('shows the whole table of renditions, however wide the picture leaves it', async () => {
  const { page } = await openPicture(browse, await serving(jpegOf(1300, 1300)))
  const hidden: string[] = []
  for (const width of [360, 640, 800, 960, 1000, 1100, 1200, 1280, 1500]) {
    await page.setViewportSize({ width, height: 850 })
    const [all, seen] = await page.evaluate<number[]>(`(({ scrollWidth, clientWidth }) => [scrollWidth, clientWidth])(
      document.querySelector('.made .scroll'))`)
    if (all! > seen!) hidden.push(`${width}: ${all} > ${seen}`)
  }
  expect(hidden).toEqual([])
})

it('fits a phone, and is not long there', async () => {
  const { page } = await openPicture(
    browse,
    await serving(jpegOf(900, 1350), { config: 'export default {}', files: 7 }),
    PHONE,
  )
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
  expect(await page.evaluate('document.documentElement.scrollHeight')).toBeLessThanOrEqual(2500)
  const ends = await page.evaluate(`['left', 'right'].flatMap((name) => {
    const { left, right } = document.getElementById('compare-' + name).getBoundingClientRect()
    return [left, right]
  })`)
  expect(ends).toEqual([...(Array.isArray(ends) ? ends : [])].toSorted((a, b) => a - b)) // beside each other, not over
  const small = await page.evaluate(`[...document.querySelectorAll('button, select, .segments label')]
    .map((one) => [one.getBoundingClientRect(), one.id || one.textContent])
    .filter(([{ width, height }]) => width > 0 && (width < 24 || height < 24)).map(([, name]) => name)`)
  expect(small).toEqual([])
})

/** Boxes as a browser lays them out: left, top, width and height in pixels. */
async function boxesOf(page: Parameters<typeof barriersOf>[0], ...selectors: string[]): Promise<number[][]> {
  const boxes: number[][] = await page.evaluate(
    `${JSON.stringify(selectors)}.map((one) => { const { x, y, width, height } = document.querySelector(one).getBoundingClientRect(); return [x, y, width, height] })`,
  )
  return boxes
}

it('lays a tall picture out beside what is told of it, as high as the window, and fills the width', async () => {
  const { page } = await openPicture(browse, await serving(jpegOf(1000, 1500)))
  const [main, stage, picture, told] = await boxesOf(page, '.viewer', '#stage', '#compare-left-image', '.told')
  expect(picture![3]).toBeGreaterThan(0.85 * 800)
  expect(stage![1]! + stage![3]!).toBeLessThanOrEqual(800)
  expect(told![0]).toBeGreaterThan(stage![0]! + stage![2]!)
  expect((picture![2]! + told![2]!) / main![2]!).toBeGreaterThan(0.9)
  expect(picture![2]! / picture![3]!).toBeCloseTo(2 / 3, 2)
})

it('lays a wide picture out above what is told of it, and enlarges none', async () => {
  const { page } = await openPicture(browse, await serving())
  const [stage, picture, controls, table] = await boxesOf(page, '#stage', '#compare-left-image', '#compare', '.made')
  expect(picture![3]).toBeGreaterThan(0.7 * 800)
  expect(controls![1]! + controls![3]!).toBeLessThanOrEqual(800) // they are in sight with it
  expect(table![1]).toBeGreaterThan(stage![1]! + stage![3]!)
  const small = await openPicture(browse, await serving(jpegOf(320, 200)))
  const [shown] = await boxesOf(small.page, '#compare-left-image')
  expect(shown!.slice(2)).toEqual([320, 200])
})

it('does not jump while it loads', async () => {
  const service = await serving(jpegOf(1000, 1500)) // of which more is in sight
  const { page } = await openPicture(browse, service)
  await page.reload()
  await page.locator('#compare-similarity', { hasText: /similarity: [01]/ }).waitFor()
  const jumps = await page.evaluate(`new Promise((resolve) => {
    let sum = 0
    new PerformanceObserver((list) => { for (const { value } of list.getEntries()) sum += value }).observe({ type: 'layout-shift', buffered: true })
    setTimeout(() => resolve(sum), 200)
  })`)
  expect(jumps).toBeLessThan(0.01)
})

it('is of use without scripts', async () => {
  const service = await serving()
  const { page } = await browse(`${service.url}/_gallery/original?key=${encodeURIComponent(KEY)}`, {
    javaScriptEnabled: false,
  })
  expect(await page.locator('#compare-left-image').isVisible()).toBe(true)
  expect(await page.locator('.facts').isVisible()).toBe(true)
  expect(await page.locator('.renditions a').count()).toBe(9)
  for (const title of ['<img>', 'React', 'Next.js', 'Nuxt', 'Astro', 'CSS', 'Markdown', 'fetch']) {
    expect(await page.getByRole('group', { name: title, exact: true }).isVisible()).toBe(true)
  }
  await page.getByText('<picture>', { exact: true }).first().click()
  expect(await page.getByRole('group', { name: '<picture>', exact: true }).isVisible()).toBe(true)
  for (const dead of ['#compare', '#tabs', '.line', '.copy']) {
    expect([dead, await page.locator(dead).first().isVisible()]).toEqual([dead, false])
  }
})

it('is opened from the list', async () => {
  const service = await serving()
  const { page } = await browse(service.url)
  await page.getByRole('link', { name: 'boat' }).click()
  await page.getByRole('heading', { level: 1, name: KEY }).waitFor()
  expect(await page.locator('.address a').getAttribute('href')).toBe(`${service.url}/large/${IN_URL}`)
})
