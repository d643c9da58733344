import { chmod, chown, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it, onTestFinished } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import { folders, start } from '../local/running.ts'
import { barriersOf, useBrowser } from './browser.ts'

const open = useBrowser()

/** The user `nobody`, by the number that it has nearly everywhere: it must not be root, who is refused nothing. */
const USER = process.getuid?.() === 0 ? 65_534 : undefined
const LONG = 120_000

async function serving() {
  const at = await folders()
  if (USER !== undefined) for (const folder of [at.root, at.originals]) await chown(folder, USER, USER)
  const args = [at.originals, '--data', at.data, '--port', '0']
  return { ...at, service: await start(args, undefined, {}, undefined, undefined, USER) }
}

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
      .waitFor({ timeout: 20_000 })
    await rename(`${originals}-away`, originals)
    await expect.poll(() => line(page).textContent(), { timeout: 20_000 }).toBe('')
  },
  LONG,
)
