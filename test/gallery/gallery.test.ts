import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { animatedGif, jpegOf, pngWithAlpha } from '../image/pictures.ts'
import { barriersOf, type Opened, showsFocus, useBrowser } from './browser.ts'
import { bytesText } from '../../src/local/gallery/views/humanize.ts'
import { eventually, filesBelow, folders, start } from '../local/running.ts'

const browse = useBrowser()

async function open(options: Parameters<typeof browse>[1] = {}): Promise<Opened & { originals: string; url: string }> {
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
  return { ...(await browse(service.url, options)), originals, url: service.url }
}

it('shows every original with what was made of it, what this browser gets, and what failed', async () => {
  const { page, faults } = await open()
  const titles = await page.locator('.items h3').allTextContents()
  expect(titles).toEqual(['a "quoted" <b>&.gif', 'boat.jpg', 'ring.png']) // what failed is not there a second time
  const boat = page.locator('.items li', { hasText: 'boat.jpg' })
  const [type, bytes] = await page.evaluate<[string, number]>(`(async (image) => {
    await image.decode()
    const blob = await (await fetch(image.currentSrc, { headers: { Accept: 'image/webp,*/*' } })).blob()
    return [blob.type, blob.size]
  })(document.querySelector('[data-key="boat.jpg"] img'))`)
  expect(type).toBe('image/webp')
  const original = (await jpegOf(1600, 1200)).length
  expect(await boat.locator('.gain').textContent()).toBe(`${bytesText(original)} → ${bytesText(bytes)}`)
  const failures = page.locator('#failures')
  await expect(failures.locator('summary').innerText()).resolves.toBe('1 picture failed')
  expect(await failures.locator('li').isVisible()).toBe(false)
  await page.getByRole('link', { name: '1 failed' }).click() // what is within is shown, without a script
  await expect(failures.locator('li p').allInnerTexts()).resolves.toEqual([
    expect.stringMatching(/^cut\.jpg: the picture is damaged and cannot be decoded\.\s+Copy or export it again/),
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

it('shows what comes, changes and goes, and leaves the rest of the page as it is', async () => {
  const { page, originals } = await open()
  const boat = page.locator('.items li', { hasText: 'boat.jpg' })
  await page.evaluate(`document.querySelector('.items [data-key="boat.jpg"]').dataset.mark = 'the same'`)
  await page.locator('#search').focus()
  const ring = page.locator('.items li', { hasText: 'ring.png' }).locator('img')
  const before = await ring.getAttribute('src')
  await writeFile(join(originals, 'new.jpg'), await jpegOf(800, 600))
  await writeFile(join(originals, 'ring.png'), await pngWithAlpha(200))
  await writeFile(join(originals, 'cut.jpg'), await jpegOf(400, 300))
  await page.locator('.items li.here', { hasText: 'new.jpg' }).waitFor()
  await page.locator('.items li.here', { hasText: 'cut.jpg' }).waitFor()
  await expect.poll(() => ring.getAttribute('src'), { timeout: 20_000 }).not.toBe(before)
  expect(await ring.getAttribute('src')).toMatch(/^\/medium\/ring\.png\?v=/)
  expect(await page.locator('.items h3').allTextContents()).toEqual([
    'a "quoted" <b>&.gif',
    'boat.jpg',
    'cut.jpg',
    'new.jpg',
    'ring.png',
  ])
  await expect.poll(() => page.locator('#failures').isVisible(), { timeout: 20_000 }).toBe(false)
  expect(await boat.getAttribute('data-mark')).toBe('the same')
  const [ratio, placeholder] = await page.evaluate<[number, string]>(`(() => {
    const frame = document.querySelector('[data-key="new.jpg"] .frame')
    return [frame.offsetWidth / frame.offsetHeight, getComputedStyle(frame.closest('li')).getPropertyValue('--blur')]
  })()`)
  expect(ratio).toBeCloseTo(800 / 600, 1) // the rules of what came later have come, too
  expect(placeholder).toMatch(/^url\(data:image\/webp/)
  expect(await page.evaluate('document.activeElement.id')).toBe('search')
})

it('can be gone through by keyboard, and shows where one is', async () => {
  const { page, faults } = await open()
  const seen: string[] = []
  const walk = async (steps: number) => {
    for (let step = 0; step < steps; step += 1) {
      await page.keyboard.press('Tab')
      seen.push((await showsFocus(page)).replaceAll(/\s+/g, ' '))
    }
  }
  await walk(8)
  await page.keyboard.press('Enter') // opens what the button has beside it
  await walk(1)
  await page.keyboard.press('Escape')
  expect(await page.locator('.panel').isVisible()).toBe(false)
  await walk(6)
  await page.keyboard.press('Enter')
  await walk(2)
  expect(seen).toEqual([
    'shown a Skip to the content',
    'shown a Sizewright',
    'shown input search',
    'shown button Search',
    'shown select sort',
    'shown a Upwards: reverse the order',
    'shown input upload-files',
    'shown summary Where to, and what may be added',
    'shown input upload-folder',
    'shown summary How is this counted?',
    'shown a 1 failed',
    expect.stringMatching(/^shown a a "quoted" <b>&\.gif /),
    expect.stringMatching(/^shown a boat\.jpg .+ → .+/),
    expect.stringMatching(/^shown a ring\.png /),
    'shown summary failures-title',
    'shown a cut.jpg',
    'shown button cut.jpg',
  ])
  expect(faults).toEqual([])
})

it.each(['light', 'dark'] as const)('keeps nobody out: %s', async (colorScheme) => {
  const { page } = await open({ colorScheme })
  await page.getByLabel('Choose pictures').setInputFiles([
    { name: 'new.jpg', mimeType: '', buffer: await jpegOf(80, 60) },
    { name: 'boat.jpg', mimeType: '', buffer: await jpegOf(80, 60) },
    { name: 'text.jpg', mimeType: '', buffer: Buffer.from('hello') },
  ])
  await page.locator('#uploads .good').waitFor()
  await page.locator('#uploads .bad').waitFor()
  await page.locator('#uploads .open').waitFor()
  await page.locator('.into summary').click()
  await page.locator('#failures summary').click()
  expect(await barriersOf(page)).toEqual([])
})

it('fits a phone', async () => {
  const { page } = await open({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true })
  await page
    .getByLabel('Choose pictures')
    .setInputFiles([{ name: 'boat.jpg', mimeType: '', buffer: await jpegOf(80, 60) }])
  await page.locator('#uploads .open').waitFor()
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
  expect((await page.locator('#uploads .message').boundingBox())?.width).toBeGreaterThan(200)
})
