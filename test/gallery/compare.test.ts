import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import { type Running } from '../local/running.ts'
import { OWN, send } from '../local/send.ts'
import { useBrowser } from './browser.ts'
import { KEY, openPicture, serving } from './picture-page.ts'

const browse = useBrowser()

async function sizeOf(service: Running, name: string): Promise<number> {
  return (await service.get(`/_gallery/rendition/${name}/holiday_x20_x26_x20sea/_x22boat_x22_x201.jpg`)).body.length
}

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where something is laid out, in pixels of the window. */
async function boxOf(page: Page, selector: string): Promise<Box> {
  const box: Box = await page.evaluate(`(({ x, y, width, height }) => ({ x, y, width, height }))(
    document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect())`)
  return box
}

/** Which part of the left picture is seen, in per cent of its width. */
async function shown(page: Page): Promise<number> {
  const clip = String(await page.evaluate("getComputedStyle(document.querySelector('.side.left')).clipPath"))
  const edge = Number(/^inset\(0px calc\(100% - ([\d.]+)px\) 0px 0px\)$/.exec(clip)?.[1])
  const [stage, picture] = [await boxOf(page, '#stage'), await boxOf(page, '#compare-left-image')]
  return Math.round((100 * (stage.x + edge - picture.x)) / picture.width)
}

/** How large the picture is drawn, in per cent of the pixels of the largest size. */
async function zoomOf(page: Page): Promise<number> {
  return Math.round((100 * (await boxOf(page, '#compare-left-image')).width) / 1200)
}

/** Which part of the picture a point of the window shows, as shares of both sides. */
async function partAt(page: Page, x: number, y: number): Promise<string> {
  const box = await boxOf(page, '#compare-left-image')
  return [(x - box.x) / box.width, (y - box.y) / box.height].map((share) => share.toFixed(2)).join(' ')
}

/** The colours of a part of the window, and how bright its brightest is. */
async function brightest(page: Page, clip: Box): Promise<number> {
  const { channels } = await sharp(await page.screenshot({ clip }))
    .removeAlpha()
    .stats()
  return Math.max(...channels.map(({ max }) => max))
}

it('lays two renditions over each other, and moves between them by keyboard', async () => {
  const service = await serving()
  const { page, faults } = await openPicture(browse, service)
  const [left, right] = [page.getByLabel('Left', { exact: true }), page.getByLabel('Right', { exact: true })]
  expect(await left.inputValue()).toBe('large')
  const sizes = await Promise.all(['large.avif', 'webp'].map((name) => sizeOf(service, name)))
  expect(await right.inputValue()).toBe(sizes[0]! < sizes[1]! ? 'large.avif' : 'webp') // the best
  await right.selectOption('webp')
  const similarity = page.locator('#compare-similarity')
  await similarity.filter({ hasText: /similarity: [01]\.\d{3}/ }).waitFor()
  const slider = page.getByRole('slider')
  await slider.focus()
  expect(await shown(page)).toBe(50)
  for (let step = 0; step < 10; step += 1) await page.keyboard.press('ArrowRight')
  expect(await shown(page)).toBe(60)
  await page.keyboard.press('Home')
  expect([await shown(page), await slider.getAttribute('aria-valuetext')]).toEqual([0, '0 % JPEG, the rest WebP'])

  await right.selectOption('large AVIF')
  const [jpeg, avif] = [await sizeOf(service, 'large'), await sizeOf(service, 'large.avif')]
  const percent = Math.round((100 * (jpeg - avif)) / jpeg)
  await page.getByText(new RegExp(`^AVIF saves .+ kB against JPEG: ${percent} % less\\.$`)).waitFor()
  await left.selectOption('medium.webp')
  await right.selectOption('medium.webp')
  await page.getByText('WebP and WebP have as many bytes.').waitFor()
  await similarity.filter({ hasText: 'similarity: 1.000' }).waitFor()
  expect(faults).toEqual([])
})

it('takes any two, of whatever sizes, and draws both to the same extent', async () => {
  const service = await serving(jpegOf(1601, 1067)) // each size is rounded otherwise
  const { page, faults } = await openPicture(browse, service)
  const names = await page
    .locator('#compare-left option')
    .evaluateAll((all) => all.map((one) => one.getAttribute('value')))
  const files = ['thumbnail', 'medium', 'large'].flatMap((one) => [one, `${one}.avif`, `${one}.webp`])
  expect(new Set(names)).toEqual(new Set([...files.filter((one) => one !== 'large.webp'), 'webp']))
  await page.getByLabel('Right', { exact: true }).selectOption('medium.webp')
  await page.getByText(/^medium WebP saves .+ against large JPEG: \d+ % less\.$/).waitFor()
  await page.getByText('Structural similarity: told of two that have the same pixels.').waitFor()
  const drawn = await page.evaluate(`Promise.all(['left', 'right'].map(async (side) => {
    const image = document.getElementById('compare-' + side + '-image')
    await image.decode()
    const { x, y, width, height } = image.getBoundingClientRect()
    return [image.naturalWidth, [x, y, width, height, getComputedStyle(image).objectFit].join(' ')]
  }))`)
  expect(drawn).toEqual([
    [1200, expect.stringMatching(/fill$/)],
    [600, expect.stringMatching(/fill$/)],
  ])
  expect(new Set((Array.isArray(drawn) ? drawn : []).map(([, box]) => box)).size).toBe(1)
  const difference = page.getByRole('button', { name: 'Difference' })
  expect(await difference.isEnabled()).toBe(true)
  await page.getByLabel('Right', { exact: true }).selectOption('thumbnail') // which has another shape
  expect(await difference.isDisabled()).toBe(true)
  expect(await page.evaluate("getComputedStyle(document.getElementById('compare-right-image')).objectFit")).toBe(
    'contain',
  )
  expect(faults).toEqual([])
})

it('is moved by the mouse and by a finger, and lets a finger scroll the page', async () => {
  const service = await serving()
  const { page } = await openPicture(browse, service)
  const { x, y, width, height } = await boxOf(page, '#compare-left-image')
  await page.mouse.move(x + width / 2, y + height / 2)
  await page.mouse.down()
  await page.mouse.move(x + width / 4, y + height / 2, { steps: 4 })
  await page.mouse.up()
  expect(await shown(page)).toBe(25)
  await page.mouse.move(x + width / 2, y + height / 2) // nothing is held any more
  expect(await shown(page)).toBe(25)

  const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
  const touched = await openPicture(browse, service, phone)
  const box = await boxOf(touched.page, '#compare-left-image')
  const [middle, down] = [box.x + box.width / 2, box.y + box.height / 2]
  await swipe(touched.page, [[[middle, down]], [[middle + 20, down]], [[box.x + 0.75 * box.width, down]]])
  expect(await shown(touched.page)).toBe(75)
  await swipe(touched.page, [[[middle, down]], [[middle, down - 20]], [[middle, down - 200]]])
  expect(await touched.page.evaluate('scrollY')).toBeGreaterThan(100)
})

/** Puts fingers onto the screen and moves them, step by step. */
async function swipe(page: Page, steps: readonly (readonly [number, number])[][]): Promise<void> {
  const session = await page.context().newCDPSession(page)
  for (const [index, fingers] of steps.entries()) {
    const touchPoints = fingers.map(([x, y], id) => ({ x, y, id }))
    await session.send('Input.dispatchTouchEvent', { type: index === 0 ? 'touchStart' : 'touchMove', touchPoints })
  }
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
}

it('enlarges on a point, by a double click, and moves by dragging', async () => {
  const { page, faults } = await openPicture(browse, await serving())
  const { x, y, width, height } = await boxOf(page, '#compare-left-image')
  const fit = await zoomOf(page)
  expect(fit).toBeLessThan(100)
  const point = [x + 0.52 * width, y + 0.45 * height] as const
  const part = await partAt(page, ...point)
  for (const [zoom, rendering] of [
    [100, 'auto'],
    [200, 'pixelated'],
  ] as const) {
    await page.mouse.dblclick(...point)
    expect([await zoomOf(page), await partAt(page, ...point)]).toEqual([zoom, part])
    expect(await page.evaluate("getComputedStyle(document.getElementById('compare-right-image')).imageRendering")).toBe(
      rendering,
    )
    expect(await page.getByRole('button', { name: `${zoom} %` }).getAttribute('aria-pressed')).toBe('true')
    expect(await page.locator('#compare-status').innerText()).toBe(`${zoom} %`)
  }
  const at = await page.getByRole('slider').inputValue()
  await page.mouse.move(700, 300)
  const held = await partAt(page, 700, 300)
  await page.mouse.down()
  await page.mouse.move(650, 340, { steps: 3 })
  await page.mouse.up()
  expect(await partAt(page, 650, 340)).toBe(held)
  expect(await page.getByRole('slider').inputValue()).toBe(at) // a drag of the picture leaves the slider
  const both = await Promise.all([boxOf(page, '#compare-left-image'), boxOf(page, '#compare-right-image')])
  expect(both[0]).toEqual(both[1])
  await page.mouse.dblclick(...point)
  expect(await zoomOf(page)).toBe(fit)
  expect(faults).toEqual([])
})

it('moves the line of an enlarged picture, and not the picture', async () => {
  const { page } = await openPicture(browse, await serving())
  await page.getByRole('button', { name: '200 %' }).click()
  const before = await boxOf(page, '#compare-left-image')
  const [line, stage] = [await boxOf(page, '.line'), await boxOf(page, '#stage')]
  await page.mouse.move(line.x + 1, line.y + 100)
  await page.mouse.down()
  await page.mouse.move(stage.x + stage.width / 4, line.y + 100, { steps: 3 })
  await page.mouse.up()
  expect((await boxOf(page, '.line')).x + 1).toBeCloseTo(stage.x + stage.width / 4, -1)
  expect(await boxOf(page, '#compare-left-image')).toEqual(before)
})

it('is enlarged and moved by keyboard, as far as there is something to see', async () => {
  const { page } = await openPicture(browse, await serving())
  await page.locator('#stage').focus()
  const fit = await boxOf(page, '#compare-left-image')
  await page.keyboard.press('ArrowRight')
  expect(await boxOf(page, '#compare-left-image')).toEqual(fit)
  const zooms: number[] = []
  for (const key of ['+', '+', '+', '+', '-', '-']) {
    await page.keyboard.press(key)
    zooms.push(await zoomOf(page))
  }
  expect(zooms).toEqual([100, 200, 400, 400, 200, 100])
  const start = await boxOf(page, '#compare-left-image')
  await page.keyboard.press('ArrowDown')
  expect((await boxOf(page, '#compare-left-image')).y).toBeCloseTo(start.y - 60, 0)
  for (let step = 0; step < 30; step += 1) await page.keyboard.press('ArrowDown')
  for (let step = 0; step < 30; step += 1) await page.keyboard.press('ArrowRight')
  const [stage, end] = [await boxOf(page, '#stage'), await boxOf(page, '#compare-left-image')]
  expect([end.x + end.width, end.y + end.height].map(Math.round)).toEqual(
    [stage.x + Math.min(stage.width, (stage.width + end.width) / 2), stage.y + stage.height].map(Math.round),
  )
  await page.keyboard.press('ArrowUp')
  expect((await boxOf(page, '#compare-left-image')).y).toBeCloseTo(end.y + 60, 0) // at once: nothing is pent up
  await page.keyboard.press('-')
  expect(await boxOf(page, '#compare-left-image')).toEqual(fit)
})

it('is enlarged by the wheel with Ctrl, and by two fingers', async () => {
  const service = await serving()
  const { page } = await openPicture(browse, service)
  await page.mouse.move(600, 400)
  const [fit, part] = [await zoomOf(page), await partAt(page, 600, 400)]
  await page.keyboard.down('Control')
  for (let step = 0; step < 4; step += 1) await page.mouse.wheel(0, -100)
  await expect.poll(() => zoomOf(page)).toBeGreaterThan(2 * fit)
  expect(await partAt(page, 600, 400)).toBe(part)
  for (let step = 0; step < 9; step += 1) await page.mouse.wheel(0, 100)
  await expect.poll(() => zoomOf(page)).toBe(fit)
  await page.keyboard.up('Control')
  await page.mouse.wheel(0, 100)
  await expect.poll(() => page.evaluate('scrollY')).toBe(100)
  expect(await zoomOf(page)).toBe(fit)

  const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }
  const touched = await openPicture(browse, service, phone)
  const box = await boxOf(touched.page, '#compare-left-image')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  const between = await partAt(touched.page, x, y)
  await swipe(
    touched.page,
    [20, 40, 60, 80].map((apart) => [
      [x - apart, y],
      [x + apart, y],
    ]),
  )
  expect(await zoomOf(touched.page)).toBeCloseTo((4 * 100 * box.width) / 1200, -1)
  expect(await partAt(touched.page, x, y)).toBe(between)
})

it('shows where two differ', async () => {
  const { page, faults } = await openPicture(browse, await serving())
  const picture = await boxOf(page, '#compare-left-image')
  const clip = { ...picture, y: picture.y + 0.3 * picture.height, height: 0.6 * picture.height } // without the words at the top
  const difference = page.getByRole('button', { name: 'Difference' })
  await difference.click()
  expect(await difference.getAttribute('aria-pressed')).toBe('true')
  expect(await page.getByRole('slider').isDisabled()).toBe(true)
  expect(await brightest(page, clip)).toBeGreaterThan(40)
  await page.getByLabel('Right', { exact: true }).selectOption('large')
  await page.evaluate("document.getElementById('compare-right-image').decode()")
  expect(await brightest(page, clip)).toBeLessThanOrEqual(16) // the very same, but for how a browser rounds
  await difference.click()
  expect(await page.getByRole('slider').isEnabled()).toBe(true)
  expect(await brightest(page, clip)).toBeGreaterThan(40)
  expect(faults).toEqual([])
})

it('looks as before when a change of the picture has reloaded the page', async () => {
  const { page, faults } = await openPicture(browse, await serving())
  await page.getByLabel('Left', { exact: true }).selectOption('medium.webp')
  await page.getByRole('slider').fill('30')
  await page.getByRole('button', { name: '200 %' }).click()
  await page.locator('#stage').focus()
  await page.keyboard.press('ArrowRight')
  const [box, line] = [await boxOf(page, '#compare-left-image'), await boxOf(page, '.line')]
  await page.reload()
  await page.locator('#compare-similarity:not(:empty)').waitFor()
  expect(await page.getByLabel('Left', { exact: true }).inputValue()).toBe('medium.webp')
  expect([await boxOf(page, '#compare-left-image'), await boxOf(page, '.line')]).toEqual([box, line])
  expect(await page.getByRole('button', { name: '200 %' }).getAttribute('aria-pressed')).toBe('true')
  await page.getByRole('button', { name: 'Difference' }).click()
  await page.reload()
  await page.locator('#compare-similarity:not(:empty)').waitFor()
  expect(await page.getByRole('button', { name: 'Difference' }).getAttribute('aria-pressed')).toBe('true')
  expect(faults).toEqual([])
})

it('measures how alike two renditions are', async () => {
  const { url } = await serving()
  const ask = async (a: string, b: string, key = KEY) => {
    const query = new URLSearchParams({ key, a, b })
    const { status, text } = await send(url, `/_gallery/similarity?${query.toString()}`, 'GET', OWN)
    const told: { similarity?: number; message?: string } = JSON.parse(text)
    return { status, ...told }
  }
  expect(await ask('large', 'large')).toEqual({ status: 200, similarity: 1 })
  const measured = await ask('large', 'large.avif')
  expect(await ask('large.avif', 'large')).toEqual(measured)
  expect(measured.similarity).toBeGreaterThan(0.9)
  expect(measured.similarity).toBeLessThan(1)
  const unlike = await ask('large', 'medium')
  expect(unlike).toEqual({ status: 422, message: 'pictures of different sizes cannot be compared' })
  for (const absent of [await ask('large', 'huge'), await ask('large', 'info'), await ask('large', 'webp', '../x')]) {
    expect(absent).toEqual({ status: 404, message: 'there are no such renditions' })
  }
})
