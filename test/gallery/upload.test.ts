import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it, onTestFinished } from 'vitest'
import { jpegOf, pngWithAlpha } from '../image/pictures.ts'
import { type Opened, useBrowser } from './browser.ts'
import { eventually, filesBelow, folders, type Running, start } from '../local/running.ts'
import { OWN, send } from '../local/send.ts'

const open = useBrowser()

async function serving(config = '{}'): Promise<{ service: Running; originals: string; data: string }> {
  const { root, originals, data } = await folders()
  const file = join(root, 'config.mjs')
  await writeFile(file, `export default ${config}`)
  const service = await start([originals, '--data', data, '--port', '0', '--config', file])
  return { service, originals, data }
}

async function opened(config?: string): Promise<Opened & { originals: string; data: string; service: Running }> {
  const running = await serving(config)
  return { ...running, ...(await open(running.service.url)) }
}

interface Chosen {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

const file = (name: string, buffer: Buffer): Chosen => ({ name, mimeType: '', buffer })

async function drop(page: Page, files: readonly Chosen[]): Promise<void> {
  const plain = files.map(({ name, buffer }) => [name, buffer.toString('base64')])
  await page.evaluate(`(() => {
    const dataTransfer = new DataTransfer()
    for (const [name, text] of ${JSON.stringify(plain)}) {
      dataTransfer.items.add(new File([Uint8Array.from(atob(text), (char) => char.charCodeAt(0))], name))
    }
    for (const type of ['dragover', 'drop']) {
      document.querySelector('main').dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
    }
  })()`)
}

/** What a row says in the end. */
const READY = /^Ready: [\d.]+ k?B in, [\d.]+ k?B as medium\.$/

const rows = (page: Page) => page.locator('#uploads li')

it('stores what is dropped, byte for byte, and shows it in every size without being asked', async () => {
  const { page, originals, data, faults } = await opened()
  const [boat, ring] = [await jpegOf(800, 600), await pngWithAlpha(300)]
  await drop(page, [file('boat.jpg', boat), file('été 1.png', ring)])
  await rows(page).filter({ hasText: 'Ready:' }).nth(1).waitFor()
  expect(await filesBelow(originals)).toEqual(['boat.jpg', 'été 1.png'])
  expect(boat.equals(await readFile(join(originals, 'boat.jpg')))).toBe(true)
  expect(ring.equals(await readFile(join(originals, 'été 1.png')))).toBe(true)
  await page.locator('.items .ready', { hasText: 'boat.jpg' }).waitFor()
  await page.locator('.items .ready', { hasText: 'été 1.png' }).waitFor()
  expect(await filesBelow(join(data, 'temporary'))).toEqual([])
  expect(await rows(page).count()).toBe(2) // the page took up the pictures, and kept what it had
  await rows(page).first().getByRole('link', { name: 'Look at it' }).click()
  await page.getByRole('heading', { level: 1, name: 'boat.jpg' }).waitFor()
  expect(faults).toEqual([])
})

it('takes chosen files into the folder that was named, and says of each what is wrong with it', async () => {
  const { page, originals } = await opened('{ limits: { bytes: 40000 } }')
  await page.getByLabel('Where to').click()
  await page.getByLabel('into the folder').fill('/holiday/2026/')
  await page
    .getByLabel('Choose pictures')
    .setInputFiles([
      file('boat.jpg', await jpegOf(80, 60)),
      file('notes.jpg', Buffer.from('hello')),
      file('empty.png', Buffer.alloc(0)),
      file('old.bmp', Buffer.concat([Buffer.from('BM'), Buffer.alloc(100)])),
      file('large.jpg', Buffer.concat([await jpegOf(80, 60), Buffer.alloc(50_000)])),
    ])
  await expect
    .poll(() => rows(page).locator('.message').allTextContents(), { timeout: 20_000 })
    .toEqual([
      expect.stringMatching(READY),
      'the file is not a picture',
      'the file is empty',
      'BMP pictures are not supported',
      expect.stringMatching(/^It has \d+ bytes, and 40000 are allowed\.$/),
    ])
  expect(await filesBelow(originals)).toEqual(['holiday/2026/boat.jpg'])
  await expect
    .poll(() => page.locator('#upload-status').textContent(), { timeout: 20_000 })
    .toBe('Uploads: 4 failed, 1 ready')
})

it('says at once what a picture is, by another name than it has, and that it is damaged', async () => {
  const { page, originals } = await opened()
  const boat = await jpegOf(800, 600)
  await drop(page, [file('IMG_1.HEIC', boat), file('cut.jpg', boat.subarray(0, 900)), file('evil.php', boat)])
  await expect
    .poll(() => rows(page).locator('strong').allTextContents(), { timeout: 20_000 })
    .toEqual(['IMG_1.jpg', 'cut.jpg', 'evil.php'])
  await expect
    .poll(() => rows(page).locator('.message').allTextContents(), { timeout: 20_000 })
    .toEqual([
      expect.stringMatching(/^Stored as IMG_1.jpg: what is in it is JPEG. Ready: .+ as medium\.$/),
      'the picture is damaged and cannot be decoded',
      'the name must end as those of pictures do, like .jpg or .png',
    ])
  expect(await filesBelow(originals)).toEqual(['IMG_1.jpg'])
  await rows(page).first().getByRole('link', { name: 'Look at it' }).click()
  await page.getByRole('heading', { level: 1, name: 'IMG_1.jpg' }).waitFor()
})

it('asks before it replaces a picture', async () => {
  const { page, originals } = await opened()
  const [first, second, third] = [await jpegOf(80, 60), await jpegOf(90, 60), await jpegOf(100, 60)]
  await writeFile(join(originals, 'boat.jpg'), first)
  await drop(page, [file('boat.jpg', second)])
  await rows(page).getByText('there is a picture of this name already').waitFor()
  expect(first.equals(await readFile(join(originals, 'boat.jpg')))).toBe(true)
  await page.getByRole('button', { name: 'Keep both' }).click()
  await rows(page).filter({ hasText: 'boat-2.jpg' }).filter({ hasText: 'Ready:' }).waitFor()
  await drop(page, [file('boat.jpg', third)])
  await page.getByRole('button', { name: 'Replace' }).click()
  await rows(page).filter({ hasText: 'Replaced.' }).waitFor()
  await drop(page, [file('boat.jpg', second)])
  await page.getByRole('button', { name: 'Skip' }).click()
  expect(await rows(page).count()).toBe(2)
  expect(await filesBelow(originals)).toEqual(['boat-2.jpg', 'boat.jpg'])
  expect(second.equals(await readFile(join(originals, 'boat-2.jpg')))).toBe(true)
  expect(third.equals(await readFile(join(originals, 'boat.jpg')))).toBe(true)
})

it('replaces only the very picture that was asked about', async () => {
  const { service, originals } = await serving()
  const put = (headers: Record<string, string>, body: Uint8Array) =>
    send(service.url, '/_gallery/originals?key=boat.jpg', 'PUT', { ...OWN, ...headers }, body)
  const [first, second, third] = [await jpegOf(80, 60), await jpegOf(90, 60), await jpegOf(100, 60)]
  await put({}, first)
  const asked: { etag: string } = JSON.parse((await put({}, second)).text)
  await writeFile(join(originals, 'boat.jpg'), third) // by another program
  const late = await put({ 'If-Match': `"${asked.etag}"` }, second)
  expect([late.status, third.equals(await readFile(join(originals, 'boat.jpg')))]).toEqual([409, true])
  const again: { etag: string } = JSON.parse(late.text)
  expect((await put({ 'If-Match': `"${again.etag}"` }, second)).status).toBe(201)
  expect(second.equals(await readFile(join(originals, 'boat.jpg')))).toBe(true)
})

it('tells how far each upload is', async () => {
  const { page } = await opened()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  await page.route('**/_gallery/originals*', async (route) => {
    await released
    await route.continue()
  })
  await drop(page, [file('boat.jpg', await jpegOf(80, 60)), file('text.jpg', Buffer.from('hello'))])
  await page.getByRole('progressbar', { name: 'Upload of boat.jpg' }).waitFor()
  await page.getByRole('progressbar', { name: 'Upload of text.jpg' }).waitFor()
  release()
  await rows(page).filter({ hasText: 'Ready:' }).waitFor()
  await rows(page).getByText('the file is not a picture').waitFor()
  expect(await page.locator('.tray').getByRole('progressbar').count()).toBe(0)
})

it('tells of a lost connection, and tries again when asked', async () => {
  const { page, service, originals } = await opened()
  await page.route('**/_gallery/originals*', (route) => route.abort())
  await drop(page, [file('boat.jpg', await jpegOf(80, 60))])
  await rows(page).getByText('The connection broke').waitFor()
  await page.unroute('**/_gallery/originals*')
  await page.getByRole('button', { name: 'Try again' }).click()
  await rows(page).filter({ hasText: 'Ready:' }).waitFor()
  expect([service.output().includes('Error'), await filesBelow(originals)]).toEqual([false, ['boat.jpg']])
})

it.each([
  ['declared', { 'Content-Length': '40001' }],
  ['streamed', { 'Transfer-Encoding': 'chunked' }],
])('refuses more bytes than the limit, %s', async (_, headers) => {
  const { service, originals } = await serving('{ limits: { bytes: 40000 } }')
  const body = Buffer.concat([await jpegOf(20, 20), Buffer.alloc(40_001)]).subarray(0, 40_001)
  const target = '/_gallery/originals?key=boat.jpg'
  const over = await send(service.url, target, 'PUT', { ...OWN, ...headers }, body)
  expect([over.status, over.text]).toEqual([413, '{"message":"a file may have 40000 bytes, and this one has more"}'])
  expect(await filesBelow(originals)).toEqual([])
  expect((await send(service.url, target, 'PUT', OWN, body.subarray(0, 40_000))).status).toBe(201)
})

const HIDDEN = 'names that begin with a dot, and those of trash and thumbnail folders, are hidden: choose another one'

it.each([
  ['', 'the picture needs a name'],
  ['a/../b.jpg', 'the name has an empty, `.` or `..` part, a backslash or a control character, or is too long'],
  ['photos/', 'the name has an empty, `.` or `..` part, a backslash or a control character, or is too long'],
  ['photos/a\\b.jpg', 'the name has an empty, `.` or `..` part, a backslash or a control character, or is too long'],
  [`photos/${'x'.repeat(300)}.jpg`, 'the name is too long for this disk'],
  ['private/boat.jpg', 'names must begin with photos/: nothing else is public'],
  ['photos/.boat.jpg', HIDDEN],
  ['photos/@EADIR/boat.jpg', HIDDEN],
  ['photos/boat.jpg.meta.json', 'names that end in .meta.json are those of notes about pictures'],
])('refuses the name %j', async (key, message) => {
  const { service, originals } = await serving("{ prefixes: ['photos/'] }")
  const target = `/_gallery/originals?key=${encodeURIComponent(key)}`
  const sent = await send(service.url, target, 'PUT', OWN, await jpegOf(80, 60))
  expect([sent.status, JSON.parse(sent.text)]).toEqual([400, { message }])
  expect(await filesBelow(originals)).toEqual([])
})

it('suggests a public folder', async () => {
  const { page } = await opened("{ prefixes: ['photos/', 'scans/'] }")
  expect(await page.getByLabel('into the folder').inputValue()).toBe('photos/')
})

it('says what is in the way of a name', async () => {
  const { service, originals } = await serving()
  const put = async (key: string) =>
    send(service.url, `/_gallery/originals?key=${key}`, 'PUT', OWN, await jpegOf(80, 60))
  expect((await put('holiday.jpg/boat.jpg')).status).toBe(201)
  for (const key of ['holiday.jpg', 'holiday.jpg/boat.jpg/part.jpg']) {
    const { status, text } = await put(key)
    expect([status, text]).toEqual([409, expect.stringContaining('a folder has this name')])
    expect(text).not.toContain(originals)
  }
})

it('leaves nothing of an upload that breaks off', async () => {
  const { service, originals, data } = await serving()
  const whole = await jpegOf(800, 600)
  const { hostname, port } = new URL(service.url)
  await new Promise<void>((resolve) => {
    const headers = { ...OWN, 'Content-Length': String(whole.length) }
    const sent = request({ hostname, port, path: '/_gallery/originals?key=boat.jpg', method: 'PUT', headers })
    sent.on('error', () => resolve())
    sent.write(whole.subarray(0, whole.length - 100), () => sent.destroy(new Error('the cable')))
  })
  // Whatever comes of it has come by the time that two more are through.
  for (const key of ['a.jpg', 'b.jpg']) await send(service.url, `/_gallery/originals?key=${key}`, 'PUT', OWN, whole)
  expect(await filesBelow(originals)).toEqual(['a.jpg', 'b.jpg'])
  // The two are being made into renditions meanwhile.
  const halves = () => filesBelow(join(data, 'temporary'))
  expect(await eventually(halves, (files) => files.length === 0)).toEqual([])
  expect(await filesBelow(join(data, 'errors'))).toEqual([])
  expect(service.output()).toBe(`sizewright: ${service.url}\n`) // it is nobody's fault that a console should tell of
})

it('stores on another disk than that of the data, in one step', async () => {
  const { data } = await folders()
  const originals = await mkdtemp('/dev/shm/sizewright-test-')
  onTestFinished(() => rm(originals, { recursive: true }))
  expect((await stat(originals)).dev).not.toBe((await stat(tmpdir())).dev) // else this would show nothing
  const service = await start([originals, '--data', data, '--port', '0'])
  const picture = await jpegOf(80, 60)
  expect((await send(service.url, '/_gallery/originals?key=boat.jpg', 'PUT', OWN, picture)).status).toBe(201)
  expect(picture.equals(await readFile(join(originals, 'boat.jpg')))).toBe(true)
  expect(await filesBelow(originals)).toEqual(['boat.jpg'])
  await eventually(
    () => filesBelow(join(data, 'processed')),
    (files) => files.length === 7,
  )
})
