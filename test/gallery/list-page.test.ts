import { expect, it } from 'vitest'
import { barriersOf, showsFocus, useBrowser } from './browser.ts'
import { RATIOS, useManyRatios } from './many-ratios.ts'

const browse = useBrowser()
const service = useManyRatios()

const DESKTOP = { viewport: { width: 1200, height: 800 } }
const PHONE = { viewport: { width: 360, height: 740 } }
const SMALL = { viewport: { width: 320, height: 568 } }

it.each([
  ['desktop', DESKTOP, 200],
  ['phone', PHONE, 230],
  ['desktop, within a search', DESKTOP, 200, '?q=p'],
  ['phone, within a folder', PHONE, 230, '?folder=album+%C3%A9t%C3%A9%2F'],
])('shows pictures first: %s', async (_, options, top, target = '') => {
  const { page } = await browse(`${service().url}/${target}`, options)
  const first = await page.locator('.tile .frame').first().boundingBox()
  expect(first!.y).toBeLessThanOrEqual(top)
  expect(await page.locator('#failures li').first().isVisible()).toBe(false)
})

it('works without a script: pictures, search, order, folders and failures', async () => {
  const { page, faults } = await browse(service().url, { ...DESKTOP, javaScriptEnabled: false })
  expect(await page.locator('.tile').count()).toBe(RATIOS.size)
  await page.getByLabel('Search names').fill('P07')
  await page.getByLabel('Sort by').selectOption('Size')
  await page.getByRole('button', { name: 'Search' }).click()
  await page.waitForURL('**/?q=P07&sort=size')
  expect(await page.locator('.tile').count()).toBe(1)
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('“P07”')
  expect(await page.getByLabel('Search names').inputValue()).toBe('P07')
  await page.getByRole('link', { name: 'reverse the order' }).click()
  await page.waitForURL('**/?q=P07&sort=size&order=reverse')
  await page.getByRole('link', { name: 'All', exact: true }).click()
  await page.waitForURL('**/?sort=size&order=reverse')
  await page.goto(`${service().url}/?q=none`)
  await page.getByText('There is no picture whose name has “none” in it.').waitFor()
  await page.getByRole('link', { name: 'Show all pictures' }).click()
  await page.waitForURL(`${service().url}/`)
  await page.getByRole('link', { name: '2 failed' }).click()
  await expect.poll(() => page.locator('#failures li').count()).toBe(2)
  expect(await page.locator('#failures li').first().isVisible()).toBe(true)
  await page.getByRole('link', { name: 'p00.jpg' }).click()
  await page.getByRole('heading', { level: 1, name: 'p00.jpg' }).waitFor()
  await page.goto(`${service().url}/?q=cut.jpg`) // what is found failed: its reason is here, and the way to all failures
  expect(await page.locator('#failures summary').innerText()).toBe('1 of these failed')
  await page.getByText('Of what is here nothing could be made').waitFor()
  await page.getByRole('link', { name: '2 failed' }).click()
  await page.waitForURL(`${service().url}/#failed`)
  expect(await page.locator('#failures li').first().isVisible()).toBe(true)
  expect(faults).toEqual([])
})

it('has one address for a page: what is default is not in it', async () => {
  const { page } = await browse(service().url)
  await page.getByLabel('Search names').fill('p1')
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.search === '?q=p1')
  await page.getByLabel('Sort by').selectOption('Changed') // and needs no button
  await page.waitForURL((url) => url.search === '?q=p1&sort=changed')
  await page.getByLabel('Search names').fill('')
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.search === '?sort=changed')
  await page.getByLabel('Sort by').selectOption('Name')
  await page.waitForURL((url) => url.search === '')
  await page.goBack()
  await page.waitForURL((url) => url.search === '?sort=changed')
  expect(await page.getByLabel('Sort by').inputValue()).toBe('changed')
})

it.each([
  ['light', DESKTOP],
  ['dark', DESKTOP],
  ['light', PHONE],
  ['dark', PHONE],
] as const)('keeps nobody out: %s, %o', async (colorScheme, options) => {
  const { page } = await browse(service().url, { ...options, colorScheme })
  await page.locator('#failures summary').click()
  await page.locator('.into summary').click()
  await page.locator('.tile a').first().focus()
  expect(await barriersOf(page)).toEqual([])
  await page.goto(`${service().url}/?q=none`)
  expect(await barriersOf(page)).toEqual([])
})

it('shows where one is, and what can be pressed, in the colours that the system forces', async () => {
  const { page } = await browse(service().url, { ...DESKTOP, forcedColors: 'active' })
  const seen: string[] = []
  for (let step = 0; step < 12; step += 1) {
    await page.keyboard.press('Tab')
    seen.push(await showsFocus(page))
  }
  expect(seen.filter((one) => !one.startsWith('shown'))).toEqual([])
  const edges = await page.evaluate(`[...document.querySelectorAll('.search input, select, .chip, .upload .button')]
    .map((one) => getComputedStyle(one)).map((style) => style.borderTopWidth + (style.borderTopColor === style.backgroundColor))`)
  expect(new Set(Array.isArray(edges) ? edges : [])).toEqual(new Set(['1pxfalse']))
  expect(await barriersOf(page)).toEqual([])
})

it.each([
  ['a small phone', SMALL, '100%'],
  ['a small phone, with twice the text', SMALL, '200%'],
  ['a phone, with twice the text', PHONE, '200%'],
  ['a desktop, with twice the text', DESKTOP, '200%'],
])('has everything within its width: %s', async (_, options, text) => {
  const { page } = await browse(service().url, options)
  await page.evaluate(`document.documentElement.style.fontSize = '${text}'`)
  const { width } = options.viewport
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
  await page.locator('.into summary').click()
  const controls = page.locator('header :is(input:not(.unseen), select, .button, summary)')
  for (const control of await controls.all()) {
    const box = (await control.boundingBox())!
    expect(box.x).toBeGreaterThanOrEqual(0)
    expect(box.x + box.width).toBeLessThanOrEqual(width)
    expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(24)
  }
})

it('takes files over the whole page, and folds the tray of uploads', async () => {
  const { page } = await browse(service().url)
  const drag = (type: string) =>
    page.evaluate(`(() => {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File(['x'], 'x.jpg'))
      document.querySelector('.tile').dispatchEvent(new DragEvent('${type}', { dataTransfer, bubbles: true, cancelable: true }))
    })()`)
  await drag('dragover')
  expect(await page.locator('.drop').boundingBox()).toEqual({ x: 0, y: 0, ...DESKTOP.viewport })
  await drag('drop')
  expect(await page.locator('.drop').isVisible()).toBe(false)
  const message = page.locator('#uploads .bad .message')
  await message.waitFor()
  await page.locator('.tray summary').click()
  expect(await message.isVisible()).toBe(false)
  await page.keyboard.press('Enter')
  expect(await message.isVisible()).toBe(true)
})
