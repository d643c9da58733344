import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import { eventually } from '../local/running.ts'
import { OWN, send } from '../local/send.ts'
import { useBrowser } from './browser.ts'
import { openPicture, type Served, serving } from './picture-page.ts'

const browse = useBrowser()
const KEY = 'été 1+1 (2)%.jpg'
const TARGET = `/_gallery/focus?key=${encodeURIComponent(KEY)}`
const CROPS = `export default { variants: {
  thumbnail: { width: 150, height: 150, fit: 'cover' },
  banner: { width: 400, height: 100, fit: 'cover' },
  large: { width: 1200, height: 1200 },
} }`
const LONG = 60_000

const served = (args: readonly string[] = []) =>
  serving(jpegOf(1600, 1200), { key: KEY, config: CROPS, files: 7, args })
const notesOf = (service: Served, key = KEY) => join(service.originals, `${key}.meta.json`)
const told = (text: string): { message?: string } => JSON.parse(text)

async function open(service: Served, options = {}): Promise<Page> {
  const { page } = await openPicture(browse, service, options, KEY)
  return page
}

/** The crops as the page shows them: the addresses, and how far to the right and down the middle of the four quarters is. */
async function cropsOn(page: Page): Promise<{ src: string; seam: string }[]> {
  const sources: string[] = await page.evaluate(
    "[...document.querySelectorAll('.made')].filter(({ tagName }) => tagName === 'IMG').map(({ src }) => src)",
  )
  return Promise.all(
    sources.map(async (src) => {
      const bytes = await page.evaluate(
        `fetch(${JSON.stringify(src)}).then((one) => one.bytes()).then((all) => [...all])`,
      )
      return { src, seam: await seamOf(Buffer.from(Array.isArray(bytes) ? bytes : [])) }
    }),
  )
}

/** What a browser mixes with what is beside a picture, in pixels. */
const EDGE = 3
const within = (length: number) => Array.from({ length: length - 2 * EDGE }, (_, at) => at + EDGE)

/** Where the colour changes first, along the top and down the left side, as shares of the sides. */
async function seamOf(bytes: Uint8Array): Promise<string> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const at = (x: number, y: number) => [...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3)]
  const first = at(EDGE, EDGE)
  const isOther = (pixel: number[]) => pixel.some((value, channel) => Math.abs(value - first[channel]!) > 60)
  const across = within(info.width).find((x) => isOther(at(x, EDGE)))
  const down = within(info.height).find((y) => isOther(at(EDGE, y)))
  return [
    across === undefined ? '-' : (across / info.width).toFixed(1),
    down === undefined ? '-' : (down / info.height).toFixed(1),
  ].join(' ')
}

it(
  'is set by a click on the picture, shown before it is saved, and seen at once in every crop',
  async () => {
    const service = await served()
    const page = await open(service)
    const before = await cropsOn(page)
    expect(before.map(({ seam }) => seam)).toEqual(['0.5 0.5', '0.5 0.5'])
    await page.getByRole('button', { name: 'Set focus point' }).click()
    const { x, y, width, height } = (await page.locator('#focus-pick').boundingBox())!
    await page.mouse.click(x + 0.1 * width, y + 0.9 * height)
    await page.getByText('10 % from the left, 90 % from the top').waitFor()
    // What a preview shows is what the crop becomes.
    const previews = await page.evaluate(
      `[...document.querySelectorAll('.preview')].map((one) => getComputedStyle(one).objectPosition)`,
    )
    expect(previews).toEqual(['0% 100%', expect.stringMatching(/ 100%$/)])
    const [preview] = await page.locator('.preview').all()
    await preview!.evaluate((one) => one.setAttribute('id', 'preview'))
    await page.evaluate("document.getElementById('preview').style.borderRadius = 0")
    expect(await seamOf(await preview!.screenshot())).toBe('0.7 0.5')

    const reloaded = page.waitForEvent('framenavigated')
    await page.getByRole('button', { name: 'Save' }).click()
    await reloaded
    await page.locator('.facts', { hasText: '10 % from the left, 90 % from the top' }).waitFor()
    const after = await eventually(
      () => cropsOn(page).catch(() => []),
      (crops) => crops.length === 2 && crops.every(({ seam }, index) => seam !== before[index]!.seam),
    )
    expect(after.map(({ seam }) => seam)).toEqual(['0.7 0.5', '0.5 -'])
    for (const [index, { src }] of after.entries()) {
      expect(src.split('?')[0]).toBe(before[index]!.src.split('?')[0])
      expect(src).not.toBe(before[index]!.src) // or a browser would show what it has kept for an hour
    }
    expect(JSON.parse(await readFile(notesOf(service), 'utf8'))).toEqual({ focus: '0.1,0.9' })
    await page.getByRole('button', { name: 'Move focus point' }).waitFor()
  },
  LONG,
)

it(
  'is moved by keyboard, told, kept within the picture, and removed',
  async () => {
    const service = await served()
    const etags = () =>
      Promise.all(
        ['thumbnail', 'thumbnail.webp', 'banner', 'banner.webp'].map(async (name) => {
          const { headers } = await service.get(
            `/_gallery/rendition/${name}/_xC3_xA9t_xC3_xA9_x201_x2B1_x20_x282_x29_x25.jpg`,
          )
          return headers['etag']
        }),
      )
    const before = await etags()
    await writeFile(notesOf(service), '{"author": "me", "focus": "0.30,0.7"}')
    await eventually(etags, (all) => all.every((one, index) => one !== undefined && one !== before[index]))
    const page = await open(service)
    await page.getByRole('button', { name: 'Move focus point' }).focus()
    await page.keyboard.press('Enter')
    const cross = page.locator('#focus-cross')
    const at = () => cross.getAttribute('aria-label')
    expect(await at()).toBe('30 % from the left, 70 % from the top')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowUp')
    expect(await at()).toBe('31 % from the left, 69 % from the top')
    for (let step = 0; step < 12; step += 1) await page.keyboard.press('Shift+ArrowDown')
    expect(await at()).toBe('31 % from the left, 100 % from the top')
    const [{ x, y, width, height }, box] = [
      (await cross.boundingBox())!,
      (await page.locator('#focus-pick').boundingBox())!,
    ]
    expect([(x + width / 2 - box.x) / box.width, (y + height / 2 - box.y) / box.height]).toEqual([
      expect.closeTo(0.31, 2),
      expect.closeTo(1, 2),
    ])
    await page.keyboard.press('Escape')
    expect(await page.evaluate('document.activeElement.id')).toBe('focus-open')
    expect(await page.locator('#focus').isHidden()).toBe(true)
    await page.keyboard.press('Enter')
    expect(await at()).toBe('30 % from the left, 70 % from the top') // nothing was saved
    const reloaded = page.waitForEvent('framenavigated')
    await page.getByRole('button', { name: 'Remove' }).click()
    await reloaded
    await page.getByRole('button', { name: 'Set focus point' }).waitFor()
    expect(JSON.parse(await readFile(notesOf(service), 'utf8'))).toEqual({ author: 'me' }) // all else is kept
  },
  LONG,
)

it(
  'a point that is being chosen outlasts what others change, and who chooses it is told',
  async () => {
    const service = await served()
    const page = await open(service)
    await page.getByRole('button', { name: 'Set focus point' }).click()
    await page.keyboard.press('ArrowRight')
    await writeFile(notesOf(service), '{"focus": "0.9,0.9"}')
    const status = page.locator('#focus-status')
    await status.filter({ hasText: 'This picture has changed meanwhile: cancel to see how it is now.' }).waitFor()
    expect(await page.locator('#focus-cross').getAttribute('aria-label')).toBe('51 % from the left, 50 % from the top')
    await page.getByRole('button', { name: 'Save' }).click()
    await status.filter({ hasText: 'has changed meanwhile: look at the page again' }).waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.locator('.facts', { hasText: '90 % from the left, 90 % from the top' }).waitFor()
  },
  LONG,
)

it(
  'of two who saw the same, one is heard and the other told',
  async () => {
    const service = await served()
    const put = (at: string, condition: Record<string, string>) =>
      send(service.url, `${TARGET}&at=${at}`, 'PUT', { ...OWN, ...condition })
    const none = { 'If-None-Match': '*' }
    const answers = await Promise.all(['0.1,0.1', '0.2,0.2', '0.3,0.3', '0.4,0.4'].map((at) => put(at, none)))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409])
    expect(told(answers.find(({ status }) => status === 409)!.text).message).toBe(
      `${KEY}.meta.json has changed meanwhile: look at the page again, then set the point`,
    )
    const page = await open(service)
    const seen = await page.locator('#focus').getAttribute('data-seen')
    await writeFile(notesOf(service), '{"focus": "0.5,0.5", "by": "hand"}')
    const late = await put('0.9,0.9', { 'If-Match': `"${seen}"` })
    expect(late.status).toBe(409)
    expect(await readFile(notesOf(service), 'utf8')).toBe('{"focus": "0.5,0.5", "by": "hand"}')
    expect((await send(service.url, TARGET, 'DELETE', { ...OWN, 'If-Match': `"${seen}"` })).status).toBe(409)
  },
  LONG,
)

it(
  'tells on the page what came between',
  async () => {
    const service = await served()
    const page = await open(service)
    await page.route('**/_gallery/events', (route) => route.abort()) // the page hears of nothing
    await page.route('**/_gallery/version', (route) => route.abort())
    await page.getByRole('button', { name: 'Set focus point' }).click()
    const other = await send(service.url, `${TARGET}&at=0.1,0.1`, 'PUT', { ...OWN, 'If-None-Match': '*' })
    expect(other.status).toBe(200)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.locator('#focus-status', { hasText: 'has changed meanwhile' }).waitFor()
  },
  LONG,
)

it(
  'refuses what it cannot use, in words',
  async () => {
    const service = await served()
    const ask = async (method: string, target: string, headers: Record<string, string>) => {
      const { status, text } = await send(service.url, target, method, headers)
      return [status, told(text).message ?? '']
    }
    const none = { ...OWN, 'If-None-Match': '*' }
    for (const at of ['', '1.1,0', '0.5', 'a,b', '-1,0', '0.5,0.5,0.5'])
      expect([at, ...(await ask('PUT', `${TARGET}&at=${at}`, none))]).toEqual([
        at,
        400,
        expect.stringContaining('from 0 to 1'),
      ])
    expect(await ask('PUT', `${TARGET}&at=0,0`, OWN)).toEqual([428, expect.stringContaining('what you have seen')])
    expect(await ask('PUT', `${TARGET}&at=0,0`, { 'If-None-Match': '*' })).toEqual([
      403,
      expect.stringContaining('Sizewright-Page'),
    ])
    expect((await send(service.url, TARGET, 'DELETE', { ...none, 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
    for (const key of ['none.jpg', '', '../x.jpg', `${KEY}.meta.json`, '.hidden.jpg', 'a\0b.jpg'])
      expect([key, ...(await ask('PUT', `/_gallery/focus?at=0,0&key=${encodeURIComponent(key)}`, none))]).toEqual([
        key,
        404,
        'there is no such picture',
      ])
    await writeFile(notesOf(service), '{"focus": 1}')
    expect(await ask('PUT', `${TARGET}&at=0,0`, none)).toEqual([422, expect.stringContaining('must be a JSON object')])
    expect(await readFile(notesOf(service), 'utf8')).toBe('{"focus": 1}') // it may be somebody's work
    const page = await open(service)
    expect(await page.locator('.facts').innerText()).toContain('must be a JSON object')
    expect(await page.locator('#focus-open, #focus').count()).toBe(0)
    await rm(notesOf(service))
    await mkdir(notesOf(service))
    await writeFile(join(notesOf(service), 'x'), '')
    expect(await ask('PUT', `${TARGET}&at=0,0`, none)).toEqual([
      409,
      expect.stringContaining('a folder or a link is called'),
    ])
  },
  LONG,
)

it(
  'is shown, and cannot be set, where nothing may be changed or nothing is cropped',
  async () => {
    const service = await served(['--no-uploads'])
    await writeFile(notesOf(service), '{"focus": "0.3,0.7"}')
    const page = await open(service)
    await page.locator('.facts', { hasText: '30 % from the left, 70 % from the top' }).waitFor()
    expect(await page.locator('#focus, #focus-open, #focus-pick, .facts button').count()).toBe(0)
    const refused = await send(service.url, `${TARGET}&at=0,0`, 'PUT', { ...OWN, 'If-None-Match': '*' })
    expect([refused.status, told(refused.text).message]).toEqual([403, 'this is off: start the service with --uploads'])
    const config = 'export default { variants: { large: { width: 1200, height: 1200 } } }'
    const whole = await serving(jpegOf(300, 200), { key: KEY, config, files: 3 })
    expect(await (await open(whole)).locator('#focus-open').count()).toBe(0)
  },
  LONG,
)
