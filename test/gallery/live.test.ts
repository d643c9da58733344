import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it, onTestFinished } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import { eventually, filesBelow, folders, type Running, start } from '../local/running.ts'
import { barriersOf, useBrowser } from './browser.ts'

const open = useBrowser()

/** Writes so many originals that take a while. */
async function fill(originals: string, count: number, size: [number, number] = [1600, 1200]): Promise<void> {
  const picture = await jpegOf(...size)
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      writeFile(join(originals, `p${String(index).padStart(3, '0')}.jpg`), picture),
    ),
  )
}

async function serving(count = 0): Promise<{ originals: string; data: string; service: Running }> {
  const { originals, data } = await folders()
  await fill(originals, count)
  return { originals, data, service: await start([originals, '--data', data, '--port', '0']) }
}

const line = (page: Page) => page.locator('#live p')

it('shows how far the work is while it goes on, and that it is done', async () => {
  const { service } = await serving(60)
  const { page, faults } = await open(service.url)
  await page.evaluate(`(() => {
    window.told = []
    const observer = new MutationObserver(() => told.push(document.querySelector('#live [role=status]').textContent))
    observer.observe(document.querySelector('#live [role=status]'), { childList: true, characterData: true, subtree: true })
  })()`)
  await line(page)
    .filter({ hasText: /^Making \d+ of 60$/ })
    .waitFor()
  const bar = page.getByRole('progressbar', { name: 'Pictures being made' })
  expect(Number(await bar.getAttribute('max'))).toBe(60)
  expect(await barriersOf(page)).toEqual([])
  const seen = new Set<string>()
  await expect
    .poll(
      async () => {
        const text = (await line(page).textContent()) ?? ''
        seen.add(text)
        return text
      },
      { timeout: 50_000 },
    )
    .toBe('')
  expect(seen.size).toBeGreaterThan(3)
  expect(await bar.count()).toBe(0)
  const told = await page.evaluate<string[]>('told')
  expect([told.length, told.at(-1)]).toEqual([expect.toSatisfy((count) => count <= 3), 'All pictures are made'])
  await expect.poll(() => page.locator('.items img').count(), { timeout: 20_000 }).toBe(60)
  expect(faults).toEqual([])
})

it('fetches the page one at a time, and not for each of many changes', async () => {
  const { service, originals, data } = await serving()
  const { page } = await open(service.url)
  const begun = performance.now()
  let [underWay, most, fetches] = [0, 0, 0]
  page.on('request', (request) => {
    if (request.url() !== `${service.url}/`) return
    fetches += 1
    underWay += 1
    most = Math.max(most, underWay)
  })
  page.on('requestfinished', (request) => void (underWay -= request.url() === `${service.url}/` ? 1 : 0))
  await fill(originals, 40, [800, 600])
  await eventually(
    () => filesBelow(join(data, 'processed')),
    (files) => files.length === 40 * 7,
  )
  await expect.poll(() => page.locator('.items img').count(), { timeout: 20_000 }).toBe(40)
  expect(most).toBe(1)
  expect(fetches).toBeGreaterThan(1)
  expect(fetches).toBeLessThanOrEqual(2 + (performance.now() - begun) / 1500)
})

it('shows that a failed original was deleted', async () => {
  const { service, originals, data } = await serving()
  await writeFile(join(originals, 'cut.jpg'), (await jpegOf(400, 300)).subarray(0, 900))
  await eventually(
    () => filesBelow(join(data, 'errors')),
    (files) => files.length === 1,
  )
  const { page } = await open(service.url)
  expect(await page.locator('[data-live=failures] li').count()).toBe(1)
  await rm(join(originals, 'cut.jpg'))
  await expect.poll(() => page.locator('[data-live=failures] li').count(), { timeout: 20_000 }).toBe(0)
  expect(await page.locator('#failures').isVisible()).toBe(false)
})

it('asks now and then where there is no stream, and listens again', async () => {
  const { service, originals } = await serving()
  const { page } = await open('about:blank')
  await page.route('**/_gallery/events', (route) => route.fulfill({ status: 503, body: '' }))
  await page.goto(service.url)
  await writeFile(join(originals, 'boat.jpg'), await jpegOf(400, 300))
  await page.locator('.items img').waitFor({ timeout: 20_000 })
  await page.unroute('**/_gallery/events')
  await page.waitForRequest('**/_gallery/events', { timeout: 25_000 })
  const asked = () =>
    page.waitForRequest('**/_gallery/version', { timeout: 4500 }).then(
      () => true,
      () => false,
    )
  await expect.poll(asked, { timeout: 30_000 }).toBe(false)
})

it('goes on when the service was started anew', async () => {
  const { service, originals, data } = await serving(1)
  const { page } = await open(service.url)
  await page.locator('.items img').waitFor()
  await service.stop()
  await writeFile(join(originals, 'new.jpg'), await jpegOf(400, 300))
  await start([originals, '--data', data, '--port', new URL(service.url).port])
  await expect.poll(() => page.locator('.items img').count(), { timeout: 30_000 }).toBe(2)
})

/** Playwright lets every page think that it is seen, so a test has to say which one is. */
const LOOKS = `Object.defineProperty(document, 'hidden', { get: () => window.isAway === true })
  window.look = (isSeen) => {
    window.isAway = !isSeen
    document.dispatchEvent(new Event('visibilitychange'))
  }`

it('shows ten pages of one browser, which has six connections to a host', async () => {
  const { service, originals } = await serving()
  const { page } = await open('about:blank')
  const context = await page.context().browser()!.newContext()
  onTestFinished(() => context.close())
  await context.addInitScript(LOOKS)
  const pages: Page[] = []
  for (let index = 0; index < 10; index += 1) {
    await pages.at(-1)?.evaluate('look(false)')
    const next = await context.newPage()
    await next.goto(service.url)
    pages.push(next)
  }
  await writeFile(join(originals, 'boat.jpg'), await jpegOf(400, 300))
  await pages.at(-1)!.locator('.items img').waitFor()
  expect(await pages[0]!.locator('.items img').count()).toBe(0) // nobody looks
  for (const shown of pages) {
    for (const other of pages) await other.evaluate(`look(${other === shown})`)
    await shown.locator('.items img').waitFor()
  }
})

it('shows ten pages of one browser side by side, of which one listens for all', async () => {
  const { service, originals } = await serving()
  const { page } = await open('about:blank')
  const context = await page.context().browser()!.newContext()
  onTestFinished(() => context.close())
  const pages: Page[] = []
  let streams = 0
  context.on('request', (request) => void (streams += request.url().endsWith('/_gallery/events') ? 1 : 0))
  for (let index = 0; index < 10; index += 1) pages.push(await context.newPage())
  for (const next of pages) await next.goto(service.url)
  await writeFile(join(originals, 'boat.jpg'), await jpegOf(400, 300))
  for (const next of pages) await next.locator('.items img').waitFor()
  expect(streams).toBe(1)
  await pages.shift()!.close() // which was the one
  await writeFile(join(originals, 'ring.jpg'), await jpegOf(400, 300))
  for (const next of pages) await expect.poll(() => next.locator('.items img').count(), { timeout: 20_000 }).toBe(2)
  expect(streams).toBe(2)
})
