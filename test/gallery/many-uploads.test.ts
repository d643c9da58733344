import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it, onTestFinished } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import { filesBelow, folders, type Running, start } from '../local/running.ts'
import { barriersOf, type Opened, useBrowser } from './browser.ts'

const open = useBrowser()

async function opened(): Promise<Opened & { originals: string; data: string; service: Running }> {
  const { originals, data } = await folders()
  const service = await start([originals, '--data', data, '--port', '0'])
  return { originals, data, service, ...(await open(service.url)) }
}

const rows = (page: Page) => page.locator('#uploads li')
const total = (page: Page) => page.locator('#upload-total')

/** Lets go of files and folders over the page, as a file manager does. */
async function dropPaths(page: Page, files: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const drag = async (type: 'dragEnter' | 'dragOver' | 'drop') => {
    const data = { items: [], files: [...files], dragOperationsMask: 1 }
    await session.send('Input.dispatchDragEvent', { type, x: 600, y: 500, data })
  }
  await drag('dragEnter')
  await drag('dragOver')
  await page.locator('body.dropping').waitFor()
  await drag('dragOver') // the browser lets go only where it knows that the page takes it
  await page.evaluate('new Promise(requestAnimationFrame)')
  await drag('drop')
}

/** Lets go of so many pictures over the page. */
async function dropMany(page: Page, count: number): Promise<void> {
  const text = (await jpegOf(80, 60)).toString('base64')
  await page.evaluate(`(() => {
    const dataTransfer = new DataTransfer()
    const bytes = Uint8Array.from(atob('${text}'), (char) => char.charCodeAt(0))
    for (let index = 0; index < ${count}; index += 1) dataTransfer.items.add(new File([bytes], 'p' + index + '.jpg'))
    document.querySelector('main').dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  })()`)
}

it('takes dropped folders with what is in them, under their paths', async () => {
  const { page, originals } = await opened()
  const root = await mkdtemp(join(tmpdir(), 'sizewright-dropped-'))
  onTestFinished(() => rm(root, { recursive: true }))
  const picture = await jpegOf(80, 60)
  await mkdir(join(root, 'holiday/été 1'), { recursive: true })
  const inIt = ['boat.jpg', 'été 1/ring.JPG', 'notes.txt', '.DS_Store']
  for (const name of inIt) await writeFile(join(root, 'holiday', name), picture)
  for (let index = 0; index < 120; index += 1) await writeFile(join(root, `holiday/p${index}.jpg`), picture) // a folder is read in parts
  await writeFile(join(root, 'alone.jpg'), picture)
  await writeFile(join(root, 'notes.txt'), 'hello')
  await page.locator('.into summary').click()
  await page.getByLabel('Into the folder').fill('2026')
  await dropPaths(page, [join(root, 'holiday'), join(root, 'alone.jpg'), join(root, 'notes.txt')])
  await expect.poll(() => total(page).textContent(), { timeout: 50_000 }).toBe('Uploads: 1 failed, 123 ready')
  const found = await filesBelow(originals)
  expect(found.length).toBe(123)
  expect(found).toEqual(
    expect.arrayContaining(['2026/alone.jpg', '2026/holiday/boat.jpg', '2026/holiday/été 1/ring.JPG']),
  )
  expect(await rows(page).filter({ hasText: 'notes.txt' }).locator('.message').textContent()).toContain(
    'the name must end',
  )
  await rows(page).filter({ hasText: '2 files that are no pictures were left out.' }).waitFor()
  expect(await rows(page).count()).toBe(50)
})

it('takes no more than it says of a folder without end', async () => {
  const { page } = await opened()
  const root = await mkdtemp(join(tmpdir(), 'sizewright-dropped-'))
  onTestFinished(() => rm(root, { recursive: true }))
  for (let index = 0; index < 10_001; index += 1) await writeFile(join(root, `${index}.txt`), '')
  await dropPaths(page, [root])
  await rows(page)
    .getByText('Only its first 10000 files were taken: drop its folders one by one.')
    .waitFor({ timeout: 50_000 })
  await rows(page).getByText('10000 files that are no pictures were left out.').waitFor()
  expect(await rows(page).count()).toBe(2)
})

it('stays quick with thousands, shows some of them and the sum of all, and can be told to stop', async () => {
  const { page, originals } = await opened()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  await page.route('**/_gallery/originals*', async (route) => {
    await released
    await route.continue().catch(() => {}) // it was cancelled
  })
  await dropMany(page, 3000)
  await expect.poll(() => total(page).textContent(), { timeout: 20_000 }).toBe('Uploads: 0 of 3000 sent')
  expect(await rows(page).count()).toBe(50)
  expect(await page.getByRole('progressbar', { name: 'Uploads' }).getAttribute('max')).toBe('3000')
  expect(await barriersOf(page)).toEqual([])
  await page.unroute('**/_gallery/originals*')
  release()
  await expect.poll(() => total(page).textContent(), { timeout: 20_000 }).toMatch(/\d+ ready/)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect.poll(() => total(page).textContent(), { timeout: 20_000 }).toMatch(/^Uploads: \d+ ready$/)
  const ready = Number(/\d+/.exec((await total(page).textContent()) ?? '')?.[0])
  expect((await filesBelow(originals)).length - ready).toBeLessThanOrEqual(2) // those that were on their way
  expect(ready).toBeLessThan(3000)
})

it('waits for a service that was stopped, and sends what is left when it is back', async () => {
  const { page, originals, data, service } = await opened()
  await service.stop('SIGKILL')
  await dropMany(page, 60)
  const waiting = rows(page).filter({ hasText: 'The service does not answer: this is sent when it does' })
  await expect.poll(() => waiting.count()).toBe(2)
  await page.waitForTimeout(5000) // so that it is tried again
  expect([await total(page).textContent(), await waiting.count()]).toEqual(['Uploads: 0 of 60 sent', 2])
  await start([originals, '--data', data, '--port', new URL(service.url).port])
  await expect.poll(() => total(page).textContent(), { timeout: 50_000 }).toBe('Uploads: 60 ready')
  expect((await filesBelow(originals)).length).toBe(60)
})

it('is never green about what fails, even where that turns out later', async () => {
  const { page, originals, data } = await opened()
  const [picture, cut] = [await jpegOf(800, 600), (await jpegOf(400, 300)).subarray(0, 900)]
  await page.route('**/_gallery/originals*', async (route) => {
    const response = await route.fetch()
    const isCut = route.request().url().includes('cut')
    if (isCut) await writeFile(join(originals, 'cut.jpg'), cut) // by another program
    await route.fulfill({ response })
  })
  await page.evaluate(`(() => {
    window.greens = []
    new MutationObserver(() => {
      for (const row of document.querySelectorAll('#uploads .good')) greens.push(row.querySelector('strong').textContent)
    }).observe(document.querySelector('#uploads'), { subtree: true, attributes: true, childList: true })
  })()`)
  const chosen = ['boat.jpg', 'cut.jpg'].map((name) => ({ name, mimeType: '', buffer: picture }))
  await page
    .locator('#upload-files')
    .setInputFiles([...chosen, { name: 'half.jpg', mimeType: '', buffer: picture.subarray(0, picture.length / 2) }])
  const [boat, late, half] = ['boat.jpg', 'cut.jpg', 'half.jpg'].map((name) => rows(page).filter({ hasText: name }))
  await late!.getByText('Failed: the picture is damaged and cannot be decoded. Copy or export it again').waitFor()
  await half!.getByText('the picture is damaged and cannot be decoded').waitFor()
  await boat!.getByText('Ready:').waitFor()
  expect(await filesBelow(join(data, 'processed', 'medium'))).toContain('boat.jpg')
  expect([await late!.getAttribute('class'), await half!.getAttribute('class')]).toEqual(['bad', 'bad'])
  expect(new Set(await page.evaluate<string[]>('greens'))).toEqual(new Set(['boat.jpg']))
  await late!.getByRole('link', { name: 'Look at it' }).click()
  await page.getByRole('heading', { level: 1, name: 'cut.jpg' }).waitFor()
})
