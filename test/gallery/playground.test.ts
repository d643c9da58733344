import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import { eventually, filesBelow, folders, start } from '../local/running.ts'
import { barriersOf, type Opened, showsFocus, useBrowser } from './browser.ts'

const browse = useBrowser()

interface Playing extends Opened {
  readonly stored: () => Promise<string[]>
  readonly root: string
}

async function open(options: Parameters<typeof browse>[1] = {}, args: readonly string[] = []): Promise<Playing> {
  const { root, originals, data } = await folders()
  await writeFile(join(originals, 'boat.jpg'), await jpegOf(1600, 1200))
  const service = await start([originals, '--data', data, '--port', '0', ...args])
  const stored = () => filesBelow(data)
  await eventually(
    () => filesBelow(join(data, 'processed')),
    (files) => files.length === 7,
  )
  return { ...(await browse(`${service.url}/_gallery/original?key=boat.jpg`, options)), stored, root }
}

const told = (page: Page, text: string | RegExp) => page.locator('#trial-told', { hasText: text }).waitFor()

async function begin(page: Page): Promise<void> {
  await page.getByText('Try another size').click()
  await told(page, '800 × 600, WebP')
}

it('makes a size as somebody describes it, and shows it beside what is stored', async () => {
  const { page, stored, faults } = await open()
  const before = await stored()
  await begin(page)
  const image = page.getByAltText('The picture as it is tried')
  const shown = async () =>
    page.evaluate(`document.querySelector('#trial-image').decode().then(() => {
      const { naturalWidth, naturalHeight, src } = document.querySelector('#trial-image')
      return [naturalWidth, naturalHeight, src.slice(0, 16)]
    })`)
  expect(await shown()).toEqual([800, 600, 'data:image/webp;'])
  await told(page, /[\d.]+ k?B: \d+ % (less|more) than what is stored as (webp|medium\.webp) \(/)

  expect(await page.getByLabel('Position').isVisible()).toBe(false)
  await page.getByLabel('Fit').selectOption('cover')
  await page.getByLabel('Position').selectOption('entropy')
  await page.getByLabel('Width').fill('640')
  await page.getByLabel('Height').fill('320')
  await told(page, '640 × 320, WebP')
  await page.getByLabel('Format').selectOption({ label: 'Always JPEG' })
  expect(await page.getByLabel('Quality').inputValue()).toBe('85')
  await told(page, '640 × 320, JPEG')
  await page.getByLabel('Format').selectOption({ label: 'Always PNG' })
  expect(await page.getByLabel('Quality').isVisible()).toBe(false)
  await told(page, '640 × 320, PNG')
  expect(await shown()).toEqual([640, 320, 'data:image/png;b'])
  expect(await image.isVisible()).toBe(true)
  expect(faults).toEqual([])
  expect(await stored()).toEqual(before)
})

it('stays open with what was entered when the picture changes', async () => {
  const { page, root, faults } = await open()
  await begin(page)
  await page.getByLabel('Fit').selectOption('cover')
  await page.getByLabel('Position').selectOption('attention')
  await page.getByLabel('Format').selectOption({ label: 'Always JPEG' })
  await page.getByLabel('Quality').fill('40')
  await page.getByLabel('Watermark').selectOption('text')
  await page.getByLabel('Its text').fill('© Me')
  await page.getByLabel('Width').fill('432')
  await told(page, '432 × 800, JPEG')
  const reloaded = page.waitForEvent('load')
  await writeFile(join(root, 'pictures', 'boat.jpg.meta.json'), '{"focus": "0.9,0.9"}')
  await reloaded
  await told(page, '432 × 800, JPEG')
  const kept = ['Width', 'Position', 'Quality', 'Its text'].map((label) => page.getByLabel(label).inputValue())
  expect(await Promise.all(kept)).toEqual(['432', 'attention', '40', '© Me'])
  expect(await page.evaluate('document.activeElement.id')).toBe('trial-width')
  expect(faults).toEqual([])
})

it('gives the lines that make it a size of the configuration', async () => {
  const { page, root, faults } = await open({ permissions: ['clipboard-read', 'clipboard-write'] })
  await begin(page)
  await page.getByLabel('Name of the size').fill('hero')
  await page.getByLabel('Width').fill('500')
  await page.getByLabel('Watermark').selectOption('text')
  await page.getByLabel('Its text').fill('© Me')
  await page.getByLabel('Its place').selectOption('northwest')
  await page.locator('#trial-lines', { hasText: "gravity: 'northwest'" }).waitFor()
  await told(page, '500 × 375, WebP')
  await page.getByRole('button', { name: 'Copy the lines' }).click()
  await page.locator('#copy-status', { hasText: 'Copied' }).waitFor()
  const lines = String(await page.evaluate('navigator.clipboard.readText()'))
  const data = String(await page.getByAltText('The picture as it is tried').getAttribute('src'))
  expect(faults).toEqual([])

  const config = join(root, 'config.mjs')
  await writeFile(config, `export default {\n${lines}\n}`)
  const again = join(root, 'pictures')
  const other = await start([again, '--data', join(root, 'other'), '--port', '0', '--config', config])
  const { status, headers, body } = await other.get('/hero/boat.jpg', { accept: 'image/webp' })
  expect([status, headers['content-type']]).toEqual([200, 'image/webp'])
  expect(body.equals(Buffer.from(data.split(',')[1] ?? '', 'base64'))).toBe(true)
  expect(await readFile(config, 'utf8')).toContain('prewarm: false')
})

it('says in words what is wrong, and goes on when it is right again', async () => {
  const { page } = await open()
  await begin(page)
  await page.getByLabel('Width').fill('0')
  await told(page, 'width: must be a whole number of pixels from 1 to 16383, but is 0.')
  await page.getByLabel('Width').fill('')
  await page.getByLabel('Height').fill('')
  await told(page, 'needs a width, a height or both.')
  await page.getByLabel('Height').fill('300')
  await told(page, '400 × 300, WebP')
  expect(await page.locator('#trial-told.refusal').count()).toBe(0)
  await page.getByLabel('Name of the size').fill('large')
  await told(page, "name: there is a size named 'large' already.")
})

it('waits while the service has more important work, and asks for the last that was said alone', async () => {
  const { page } = await open()
  const asked: (string | null)[] = []
  let isBusy = true
  await page.route('**/_gallery/playground?*', async (route) => {
    asked.push(new URL(route.request().url()).searchParams.get('width'))
    if (!isBusy) return route.continue()
    return route.fulfill({ status: 503, headers: { 'retry-after': '1' }, json: { message: 'too much at once' } })
  })
  await page.getByText('Try another size').click()
  await told(page, 'Waits until the pictures are made that others wait for…')
  expect(await page.locator('#playground').getAttribute('aria-busy')).toBe('true')
  isBusy = false
  await page.evaluate(`(() => {
    const width = document.querySelector('#trial-width')
    for (const value of ['2', '24', '240']) {
      width.value = value
      width.dispatchEvent(new Event('input', { bubbles: true }))
    }
  })()`)
  await told(page, '240 × 180, WebP')
  expect(await page.locator('#playground').getAttribute('aria-busy')).toBe('false')
  expect(new Set(asked)).toEqual(new Set(['800', '240'])) // what was typed on the way is not
})

it('is not there where the page changes nothing', async () => {
  const { page } = await open({}, ['--no-uploads'])
  await page.getByRole('heading', { name: 'boat.jpg' }).waitFor()
  expect(await page.locator('#playground').count()).toBe(0)
})

it('can be used by keyboard, and shows where one is', async () => {
  const { page, faults } = await open()
  await page.locator('#playground summary').focus()
  await page.keyboard.press('Enter')
  await told(page, '800 × 600, WebP')
  const seen: string[] = []
  do {
    await page.keyboard.press('Tab')
    seen.push(await showsFocus(page))
  } while (!seen.at(-1)?.endsWith('pre trial-lines') && seen.length < 20)
  expect(seen).toEqual([
    'shown input trial-width',
    'shown input trial-height',
    'shown select trial-fit',
    'shown select trial-format',
    'shown input trial-quality',
    'shown select trial-watermark',
    'shown input trial-name',
    'shown button trial-lines',
    'shown pre trial-lines',
  ])
  await page.getByLabel('Width').focus()
  await page.keyboard.press('ArrowDown')
  await told(page, '799 × 599, WebP')
  expect(faults).toEqual([])
})

it.each(['light', 'dark'] as const)('keeps nobody out: %s', async (colorScheme) => {
  const { page } = await open({ colorScheme })
  await begin(page)
  await page.getByLabel('Watermark').selectOption('text')
  await page.locator('#trial-lines', { hasText: 'watermark' }).waitFor()
  expect(await barriersOf(page)).toEqual([])
})

it('fits a phone', async () => {
  const { page } = await open({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true })
  await begin(page)
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
  const small = await page.evaluate(`[...document.querySelectorAll('#playground :is(input, select, button, summary)')]
    .filter((one) => one.offsetParent !== null && one.getBoundingClientRect().height < 24).map(({ id }) => id)`)
  expect(small).toEqual([])
})
