import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { useBrowser } from './browser.ts'
import { RATIOS, useManyRatios } from './many-ratios.ts'

const browse = useBrowser()
const service = useManyRatios()

const TOUCH = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }

interface Place {
  readonly key: string
  readonly left: number
  readonly right: number
  readonly top: number
  readonly height: number
}

/** Where the pictures are, row by row, and the inner edges of the page. */
async function rowsOf(page: Page): Promise<{ rows: Place[][]; left: number; right: number }> {
  const [places, left, right] = await page.evaluate<[Place[], number, number]>(`(() => {
    const list = document.querySelector('.items').getBoundingClientRect()
    const places = [...document.querySelectorAll('.tile')].map((tile) => {
      const { left, right, top, height } = tile.querySelector('.frame').getBoundingClientRect()
      return { key: tile.dataset.key, left, right, top, height }
    })
    return [places, list.left, list.right]
  })()`)
  const rows: Place[][] = []
  for (const place of places) {
    const row = rows.at(-1)
    if (row !== undefined && Math.abs(row[0]!.top - place.top) < 1) row.push(place)
    else rows.push([place])
  }
  return { rows, left, right }
}

const opacity = (page: Page, key: string) =>
  page.evaluate(`getComputedStyle(document.querySelector('[data-key="${key}"] .caption')).opacity`)

it('shows a name on hover and on focus, and keeps it off the picture otherwise', async () => {
  const { page } = await browse(service().url)
  expect(await opacity(page, 'p01.jpg')).toBe('0')
  await page.hover('[data-key="p01.jpg"]')
  await expect.poll(() => opacity(page, 'p01.jpg')).toBe('1')
  await page.locator('[data-key="p00.jpg"] a').focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await expect.poll(() => opacity(page, 'p02.jpg')).toBe('1')
  expect(await opacity(page, 'p03.jpg')).toBe('0')
})

it.each([320, 360, 768, 1200, 1920])('fills each row but the last, true to the ratios: %i pixels', async (width) => {
  const { page } = await browse(service().url, { viewport: { width, height: 900 } })
  const { rows, left, right } = await rowsOf(page)
  expect(rows.flat().map(({ key }) => key)).toEqual([...RATIOS.keys()].toSorted())
  expect(left).toBeLessThanOrEqual(32)
  expect(right).toBe(width - left)
  for (const row of rows) {
    expect(row[0]!.left).toBeCloseTo(left, 0)
    for (const { key, left: from, right: to, height } of row) {
      const own = Math.min(2.5, Math.max(0.5, RATIOS.get(key)!)) // what is slimmer or wider than this is cropped to it
      const ratio = (to - from) / height
      if (width > 480 || own < 2.1) expect(ratio / own).toBeCloseTo(1, 2)
      else expect(ratio).toBeCloseTo(2.1, 1)
    }
    const heights = row.map(({ height }) => height)
    expect(Math.max(...heights) - Math.min(...heights)).toBeLessThan(1)
  }
  for (const row of rows.slice(0, -1)) expect(Math.abs(row.at(-1)!.right - right)).toBeLessThanOrEqual(1)
  const base = Math.min(Math.max(108, 64 + 0.11 * width), 256)
  expect(rows.at(-1)![0]!.height).toBeLessThanOrEqual(base + 1)
})

it.each([
  ['desktop', { viewport: { width: 1200, height: 800 } }],
  ['phone', TOUCH],
])('keeps the places of slow pictures, in their colours, and nothing moves: %s', async (_, options) => {
  const { page, faults } = await browse('about:blank', options)
  const held: (() => void)[] = []
  await page.route('**/medium/**', async (route) => {
    await new Promise<void>((resolve) => held.push(resolve))
    await route.continue()
  })
  await page.addInitScript(`globalThis.shifts = []
    new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value }) => value)))
      .observe({ type: 'layout-shift', buffered: true })`)
  await page.goto(service().url, { waitUntil: 'domcontentloaded' })
  await expect.poll(() => held.length).toBeGreaterThan(3)
  const placeholder = "getComputedStyle(document.querySelector('.tile .frame')).backgroundImage"
  expect(await page.evaluate(placeholder)).toMatch(/^url\("data:image\/webp;base64,/)
  const before = await rowsOf(page)
  const letGo = setInterval(() => held.splice(0).forEach((go) => go()), 50)
  await page.evaluate(`(async () => {
    for (let at = 0; at < document.documentElement.scrollHeight; at += 200) {
      scrollTo(0, at)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    scrollTo(0, 0)
  })()`)
  await expect.poll(() => page.locator('.tile.whole').count(), { timeout: 20_000 }).toBe(RATIOS.size)
  clearInterval(letGo)
  expect(await rowsOf(page)).toEqual(before)
  expect(await page.evaluate('shifts')).toEqual([])
  expect(await page.evaluate(placeholder)).toBe('none') // a picture may have holes
  expect(faults).toEqual([])
})

it('shows each name below its picture where nothing hovers', async () => {
  const { page } = await browse(service().url, TOUCH)
  const caption = page.locator('[data-key="p01.jpg"] .caption')
  const [picture, below] = [
    await page.locator('[data-key="p01.jpg"] .frame').boundingBox(),
    await caption.boundingBox(),
  ]
  expect(below!.y).toBeGreaterThanOrEqual(picture!.y + picture!.height)
  expect(await opacity(page, 'p01.jpg')).toBe('1')
  expect(await caption.locator('h3').innerText()).toBe('p01.jpg')
})

it('loads at once what is seen first, and the rest when it comes near', async () => {
  const { page } = await browse(service().url)
  const loading = await page.evaluate<[string, string][]>(
    `[...document.querySelectorAll('.tile img')].map(({ loading, fetchPriority }) => [loading, fetchPriority])`,
  )
  expect(loading.slice(0, 4)).toEqual(Array.from({ length: 4 }, () => ['auto', 'high']))
  expect(new Set(loading.slice(4, 12).map(String))).toEqual(new Set(['auto,auto']))
  expect(new Set(loading.slice(12).map(String))).toEqual(new Set(['lazy,auto']))
})

it('moves nothing for those who do not want it', async () => {
  const style = `(() => {
    document.querySelector('.tile a').focus({ focusVisible: true })
    const { transitionDuration } = getComputedStyle(document.querySelector('.frame img[loading=lazy]'))
    return [transitionDuration, getComputedStyle(document.querySelector('.caption')).transitionDuration].map(parseFloat)
  })()`
  const still = await browse(service().url, { reducedMotion: 'reduce' })
  for (const seconds of await still.page.evaluate<number[]>(style)) expect(seconds).toBeLessThan(0.001)
  const moving = await browse(service().url)
  for (const seconds of await moving.page.evaluate<number[]>(style)) expect(seconds).toBeGreaterThan(0.1)
})
