import { chmod, chown, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it, onTestFinished } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import { eventually, filesBelow, folders, start } from '../local/running.ts'
import { barriersOf, useBrowser } from './browser.ts'

const open = useBrowser()

/** The user `nobody`, by the number that it has nearly everywhere: it must not be root, who is refused nothing. */
const USER = process.getuid?.() === 0 ? 65_534 : undefined
const LONG = 120_000

async function serving() {
  const at = await folders()
  if (USER !== undefined) for (const folder of [at.root, at.originals]) await chown(folder, USER, USER)
  return { ...at, service: await startAs([at.originals, '--data', at.data, '--port', '0']) }
}

const startAs = (args: readonly string[]) => start(args, undefined, {}, undefined, undefined, USER)

const line = (page: Page) => page.locator('#live p')
const progress = (page: Page) => page.locator('#live progress')

it(
  'the page says that renditions cannot be written, and what to do, until they can',
  async () => {
    const { originals, data, service } = await serving()
    const { page, faults } = await open(service.url, { viewport: { width: 360, height: 740 } })
    await chmod(join(data, 'processed'), 0o555)
    onTestFinished(() => chmod(join(data, 'processed'), 0o755))
    await writeFile(join(originals, 'boat.jpg'), await jpegOf(400, 300))
    const why = 'The renditions cannot be written. See that the service may write there'
    await line(page).filter({ hasText: why }).waitFor()
    expect(await page.locator('#live [role=status]').textContent()).toContain(why)
    expect(await progress(page).isVisible()).toBe(false)
    expect(await barriersOf(page)).toEqual([])
    const { x, width } = (await line(page).boundingBox())!
    expect([x > 0, x + width < 360]).toEqual([true, true])
    await chmod(join(data, 'processed'), 0o755)
    await page.locator('.items img').waitFor({ timeout: 90_000 })
    await expect.poll(() => line(page).textContent(), { timeout: 90_000 }).toBe('')
    expect(faults).toEqual([])
  },
  LONG,
)

it(
  'the page says that the originals cannot be reached, until they can',
  async () => {
    const { originals, service } = await serving()
    const { page } = await open(service.url)
    await rename(originals, `${originals}-away`)
    await line(page)
      .filter({ hasText: 'The originals cannot be reached. See that they are there' })
      .waitFor({ timeout: 30_000 })
    await rename(`${originals}-away`, originals)
    await expect.poll(() => line(page).textContent(), { timeout: 30_000 }).toBe('')
  },
  LONG,
)

it(
  'the page says that the service does not answer, and no more when it does',
  async () => {
    const { originals, data, service } = await serving()
    const picture = await jpegOf(3000, 2000)
    const { page, faults } = await open(service.url)
    for (let index = 0; index < 40; index += 1) await writeFile(join(originals, `${index}.jpg`), picture)
    await line(page).filter({ hasText: 'Making' }).waitFor()
    await service.stop('SIGKILL')
    const silence = 'The service does not answer'
    await line(page).filter({ hasText: silence }).waitFor()
    expect(await page.locator('#live [role=status]').textContent()).toBe(silence)
    expect(await progress(page).isVisible()).toBe(false)
    await startAs([originals, '--data', data, '--port', new URL(service.url).port])
    await line(page).filter({ hasText: 'Making' }).waitFor({ timeout: 30_000 })
    expect(await progress(page).isVisible()).toBe(true)
    await expect.poll(() => page.locator('.items img').count(), { timeout: 60_000 }).toBe(40)
    expect(faults.filter((fault) => !fault.includes('net::ERR'))).toEqual([])
  },
  LONG,
)

it(
  'the page says that its picture is gone, shows it when it comes back, and asks no more than it must',
  async () => {
    const { originals, service } = await serving()
    const put = async () => writeFile(join(originals, 'boat.jpg'), await jpegOf(400, 300))
    await put()
    const target = `${service.url}/_gallery/original?key=boat.jpg`
    const { page } = await open(target)
    await page.locator('#stage').waitFor()
    await rm(join(originals, 'boat.jpg'))
    await page.getByRole('heading', { name: 'There is no such picture' }).waitFor()
    expect(await barriersOf(page)).toEqual([])
    let fetches = 0
    page.on('request', (request) => void (fetches += request.url() === target ? 1 : 0))
    await page.waitForTimeout(6000)
    expect(fetches).toBeLessThanOrEqual(1)
    await put()
    await page.locator('#stage').waitFor()
    await rm(join(originals, 'boat.jpg'))
    await page.getByRole('link', { name: 'Show all pictures' }).click()
    await page.waitForURL(`${service.url}/`)
  },
  LONG,
)

it(
  'a page that cannot be shown now is not asked for again and again',
  async () => {
    const { originals, data, service } = await serving()
    const { page } = await open(service.url)
    let fetches = 0
    let isBroken = true
    await page.route(`${service.url}/`, (route) => {
      fetches += 1
      return isBroken ? route.fulfill({ status: 500, body: '<body data-version="1">' }) : route.continue()
    })
    await writeFile(join(originals, 'boat.jpg'), await jpegOf(400, 300))
    await eventually(
      () => filesBelow(join(data, 'processed')),
      (files) => files.length === 7,
    )
    await page.waitForTimeout(3000) // until it has heard of the last change
    const before = fetches
    expect(before).toBeGreaterThan(0)
    await page.waitForTimeout(6000)
    expect(fetches - before).toBeLessThanOrEqual(1)
    isBroken = false
    await page.locator('.items img').waitFor({ timeout: 30_000 })
  },
  LONG,
)

it.each(['/', '/_gallery/original?key=cut.jpg'])(
  '%s says that a picture was tried again and has failed again',
  async (target) => {
    const { originals, data, service } = await serving()
    await writeFile(join(originals, 'cut.jpg'), (await jpegOf(400, 300)).subarray(0, 900))
    await eventually(
      () => filesBelow(join(data, 'errors')),
      (files) => files.length === 1,
    )
    const { page, faults } = await open(service.url + target)
    await page.evaluate(`document.querySelector('#failures')?.setAttribute('open', '')`)
    await page.getByRole('button', { name: 'Retry cut.jpg' }).click()
    await page.getByText(/^Tried again at \d+:\d\d.*: it failed again\.$/).waitFor()
    expect(await page.getByRole('button', { name: 'Retry cut.jpg' }).isEnabled()).toBe(true)
    expect(await barriersOf(page)).toEqual([])
    await writeFile(join(originals, 'cut.jpg'), await jpegOf(400, 300))
    await expect.poll(() => page.getByText('Tried again').count(), { timeout: 30_000 }).toBe(0)
    expect(faults).toEqual([])
  },
  LONG,
)
