import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { collect } from '../../src/local/gallery/collect.ts'
import { jpegOf } from '../image/pictures.ts'
import { createWorld, upload } from '../world.ts'
import { useBrowser } from './browser.ts'
import { eventually, filesBelow, folders, start } from '../local/running.ts'

const open = useBrowser()

const name = (index: number) => `p${String(index).padStart(3, '0')}.jpg`

it('goes forwards and back through many pictures, and finds those whose names begin so', async () => {
  const { originals, data } = await folders()
  const small = await jpegOf(8, 6)
  await mkdir(join(originals, 'holiday'))
  for (let index = 0; index < 100; index += 1) await writeFile(join(originals, name(index)), small)
  await writeFile(join(originals, 'holiday/boat & sea.jpg'), small)
  const service = await start([originals, '--data', data, '--port', '0'])
  await eventually(
    () => filesBelow(join(data, 'processed')),
    (files) => files.length === 101 * 7,
  )
  const { page, faults } = await open(service.url)
  const titles = () => page.locator('.items h3').allTextContents()
  const first = await titles()
  expect([first.length, first[0], first.at(-1)]).toEqual([48, 'holiday/boat & sea.jpg', name(46)])
  expect(await page.getByRole('link', { name: 'Previous' }).count()).toBe(0)
  await page.getByRole('link', { name: 'More pictures' }).click()
  await page.waitForURL('**/?after=*')
  const second = await titles()
  expect([second[0], second.at(-1)]).toEqual([name(47), name(94)])
  await page.getByRole('link', { name: 'More pictures' }).click()
  await page.waitForURL(`**/?after=${name(94)}`)
  expect(await titles()).toEqual([95, 96, 97, 98, 99].map(name))
  expect(await page.getByRole('link', { name: 'More pictures' }).count()).toBe(0)
  await page.getByRole('link', { name: 'Previous' }).click()
  await page.waitForURL('**/?before=*')
  expect(await titles()).toEqual(second)
  await page.getByRole('link', { name: 'Previous' }).click()
  await page.waitForURL(`**/?before=${name(47)}`)
  expect(await titles()).toEqual(first)
  expect(await page.getByRole('link', { name: 'Previous' }).count()).toBe(0)

  await page.getByLabel('Names that begin with').fill('p09')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/?prefix=p09')
  expect(await titles()).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99].map(name))
  await page.getByLabel('Names that begin with').fill('nothing')
  await page.getByRole('button', { name: 'Search' }).click()
  await page.getByText('There is no picture whose name begins with “nothing”.').waitFor()
  await page.goto(`${service.url}/?prefix=p`)
  await page.getByRole('link', { name: 'More pictures' }).click()
  await page.waitForURL('**/?prefix=p&after=*')
  expect((await titles())[0]).toBe(name(48))
  await page.goto(`${service.url}/?after=zzz`)
  await page.getByText('There are no further pictures.').waitFor()
  await page.getByRole('link', { name: 'Previous' }).click()
  await page.waitForURL('**/?before=*')
  expect((await titles()).at(-1)).toBe(name(99))
  expect(faults).toEqual([])
})

it('passes over what is no picture, forwards and back', async () => {
  const world = createWorld()
  const small = await jpegOf(8, 6)
  for (let index = 0; index < 60; index += 1) {
    await upload(world.originals, name(index), small)
    await upload(world.originals, `${name(index)}.txt`, Buffer.from('hello'), 'text/plain')
  }
  const first = await collect(world, { prefix: '' })
  expect([first.items.length, first.previous, first.next]).toEqual([48, null, name(47)])
  const second = await collect(world, { prefix: '', after: name(47) })
  expect([second.items.map(({ key }) => key).at(0), second.items.length, second.next]).toEqual([name(48), 12, null])
  const back = await collect(world, { prefix: '', before: second.previous ?? '' })
  expect(back.items).toEqual(first.items)
  expect([back.previous, back.next]).toEqual([null, name(47)])
})

it('tries a failed picture again when asked, and shows what comes of it', async () => {
  const { originals, data } = await folders()
  const errors = () => filesBelow(join(data, 'errors'))
  await writeFile(join(originals, 'cut.jpg'), (await jpegOf(400, 300)).subarray(0, 900))
  const service = await start([originals, '--data', data, '--port', '0'])
  await eventually(errors, (files) => files.length === 1)
  const { page, faults } = await open(service.url)
  const button = page.locator('#failures').getByRole('button', { name: 'Retry cut.jpg' })
  const answered = page.waitForResponse('**/_gallery/retry*')
  await button.click()
  expect((await answered).status()).toBe(202)
  await page.locator('#failures').getByText('the picture is damaged and cannot be decoded').waitFor()
  await expect.poll(() => button.isEnabled(), { timeout: 20_000 }).toBe(true) // it failed again, and can be tried again
  expect(await errors()).toEqual(['cut.jpg'])
  await page.goto(`${service.url}/_gallery/original?key=cut.jpg`)
  await page.getByText('Failed: the picture is damaged and cannot be decoded.').waitFor()
  await page.getByRole('button', { name: 'Retry cut.jpg' }).click()
  await writeFile(join(originals, 'cut.jpg'), await jpegOf(400, 300))
  await page.getByRole('heading', { name: 'Renditions' }).waitFor()
  expect(faults).toEqual([])
})
