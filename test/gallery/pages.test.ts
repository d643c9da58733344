import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { jpegOf } from '../image/pictures.ts'
import { useBrowser } from './browser.ts'
import { eventually, filesBelow, folders, start } from '../local/running.ts'

const open = useBrowser()

const name = (index: number) => `p${String(index).padStart(3, '0')}.jpg`

it('goes forwards and back through many pictures, and finds those in whose names there is what is searched for', async () => {
  const { originals, data } = await folders()
  const small = await jpegOf(8, 6)
  await mkdir(join(originals, 'holiday'))
  for (let index = 0; index < 130; index += 1) await writeFile(join(originals, name(index)), small)
  await writeFile(join(originals, 'holiday/boat & sea.jpg'), small)
  const service = await start([originals, '--data', data, '--port', '0'])
  await eventually(
    () => filesBelow(join(data, 'processed')),
    (files) => files.length === 131 * 7,
  )
  const { page, faults } = await open(service.url)
  const titles = () => page.locator('.items h3').allTextContents()
  const first = await titles()
  expect([first.length, first[0], first.at(-1)]).toEqual([60, 'holiday/boat & sea.jpg', name(58)])
  expect(await page.getByRole('link', { name: 'Previous' }).count()).toBe(0)
  await page.getByRole('link', { name: 'More pictures' }).click()
  await page.waitForURL('**/?page=2')
  const second = await titles()
  expect([second[0], second.at(-1)]).toEqual([name(59), name(118)])
  await page.getByRole('link', { name: 'More pictures' }).click()
  await page.waitForURL('**/?page=3')
  expect(await titles()).toEqual(Array.from({ length: 11 }, (_, index) => name(119 + index)))
  expect(await page.getByRole('link', { name: 'More pictures' }).count()).toBe(0)
  await page.getByRole('link', { name: 'Previous' }).click()
  await page.waitForURL('**/?page=2')
  expect(await titles()).toEqual(second)
  await page.getByRole('link', { name: 'Previous' }).click()
  await page.waitForURL((url) => url.search === '')
  expect(await titles()).toEqual(first)
  expect(await page.getByRole('link', { name: 'Previous' }).count()).toBe(0)

  await page.keyboard.press('ArrowRight')
  await page.waitForURL('**/?page=2')
  await page.getByRole('link', { name: 'Page 3' }).click()
  await page.waitForURL('**/?page=3')
  expect(await page.locator('[aria-current=page]').innerText()).toBe('3')
  await page.locator('.tile a').first().focus()
  await page.keyboard.press('ArrowLeft')
  await page.waitForURL('**/?page=2')
  await page.goBack()
  await page.waitForURL('**/?page=3')
  expect(await page.locator('[aria-current=page]').innerText()).toBe('3')
  expect([await follows(page, {}), await follows(page, { altKey: true })]).toEqual([1, 0]) // which is the browser's own key
  await page.goto(service.url)
  await page.getByLabel('Search names').fill('09')
  await page.keyboard.press('ArrowLeft') // moves the cursor
  await page.keyboard.press('Enter')
  await page.waitForURL('**/?q=09')
  expect(await titles()).toEqual([9, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 109].map(name).toSorted())
  await page.getByLabel('Search names').fill('nothing')
  await page.getByRole('button', { name: 'Search' }).click()
  await page.getByText('There is no picture whose name has “nothing” in it.').waitFor()
  await page.goto(`${service.url}/?q=p0`)
  await page.getByRole('link', { name: 'More pictures' }).click()
  await page.waitForURL('**/?q=p0&page=2')
  expect((await titles())[0]).toBe(name(60))
  await page.goto(`${service.url}/?page=99`)
  await page.getByText('There are no further pictures.').waitFor()
  await page.getByRole('link', { name: 'Previous' }).click()
  await page.waitForURL('**/?page=3')
  expect((await titles()).at(-1)).toBe(name(129))
  expect(faults).toEqual([])
})

/** How many links a page follows at an arrow key. They lead nowhere here. */
async function follows(page: Page, init: { altKey?: boolean }): Promise<number> {
  return page.evaluate(`(() => {
    let followed = 0
    const count = (event) => { followed += 1; event.preventDefault() }
    document.addEventListener('click', count)
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true, ...${JSON.stringify(init)} }))
    document.removeEventListener('click', count)
    return followed
  })()`)
}

it('finds by folder, by any part of a name and in four orders, and the back button leads back', async () => {
  const { originals, data } = await folders()
  const pictures: readonly (readonly [string, number])[] = [
    ['2024/Été 10.jpg', 30],
    ['2024/Été 9.jpg', 90],
    ['2024/Rome/ete-1.jpg', 60],
    ['cat.jpg', 200],
  ]
  for (const [key, size] of pictures) {
    await mkdir(dirname(join(originals, key)), { recursive: true })
    await writeFile(join(originals, key), await jpegOf(size, size))
    await utimes(join(originals, key), size, size)
  }
  const service = await start([originals, '--data', data, '--port', '0'])
  await eventually(
    () => filesBelow(join(data, 'processed')),
    (files) => files.length === pictures.length * 7,
  )
  const { page, faults } = await open(service.url)
  const titles = () => page.locator('.items h3').allTextContents()
  const all = ['2024/Rome/ete-1.jpg', '2024/Été 9.jpg', '2024/Été 10.jpg', 'cat.jpg']
  expect((await titles()).toSorted()).toEqual(all.toSorted())
  await page.getByRole('link', { name: '2024 3' }).click()
  await page.waitForURL('**/?folder=2024%2F')
  expect((await titles()).includes('cat.jpg')).toBe(false)
  await page.getByRole('link', { name: 'Rome 1' }).click()
  await page.waitForURL('**/?folder=2024%2FRome%2F')
  expect(await titles()).toEqual(['2024/Rome/ete-1.jpg'])
  await page.goBack()
  await page.waitForURL('**/?folder=2024%2F')
  expect(await titles()).toHaveLength(3)
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('link').first().click()
  await page.waitForURL((url) => url.search === '')

  await page.getByLabel('Search names').fill('ETE')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/?q=ETE')
  const found = await titles()
  expect(found).toHaveLength(3)
  expect(found.indexOf('2024/Été 9.jpg')).toBeLessThan(found.indexOf('2024/Été 10.jpg'))
  await page.getByLabel('Sort by').selectOption('changed')
  await page.waitForURL('**/?q=ETE&sort=changed')
  expect(await titles()).toEqual(['2024/Été 9.jpg', '2024/Rome/ete-1.jpg', '2024/Été 10.jpg'])
  await page.getByRole('link', { name: 'reverse the order' }).click()
  await page.waitForURL('**/?q=ETE&sort=changed&order=reverse')
  expect(await titles()).toEqual(['2024/Été 10.jpg', '2024/Rome/ete-1.jpg', '2024/Été 9.jpg'])
  await page.goBack()
  await page.goBack()
  await page.waitForURL('**/?q=ETE')
  expect(await titles()).toEqual(found)
  expect(faults).toEqual([])
})

it('tries a failed picture again when asked, and shows what comes of it', async () => {
  const { originals, data } = await folders()
  const errors = () => filesBelow(join(data, 'errors'))
  await writeFile(join(originals, 'cut.jpg'), (await jpegOf(400, 300)).subarray(0, 900))
  const service = await start([originals, '--data', data, '--port', '0'])
  await eventually(errors, (files) => files.length === 1)
  const { page, faults } = await open(service.url)
  await page.locator('#failures summary').click()
  const button = page.locator('#failures').getByRole('button', { name: 'Retry cut.jpg' })
  const answered = page.waitForResponse('**/_gallery/retry*')
  await button.click()
  expect((await answered).status()).toBe(202)
  await page.locator('#failures').getByText('the picture is damaged and cannot be decoded').waitFor()
  await expect.poll(() => button.isEnabled(), { timeout: 20_000 }).toBe(true) // it failed again, and can be tried again
  expect(await errors()).toEqual(['cut.jpg'])
  await page.goto(`${service.url}/_gallery/original?key=cut.jpg`)
  await page.getByText('Failed: the picture is damaged and cannot be decoded.').waitFor()
  await page.getByText('Copy or export it again from where it is whole').waitFor()
  await page.getByRole('button', { name: 'Retry cut.jpg' }).click()
  await writeFile(join(originals, 'cut.jpg'), await jpegOf(400, 300))
  await page.getByRole('heading', { name: 'Renditions' }).waitFor()
  expect(faults).toEqual([])
})
