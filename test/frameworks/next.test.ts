import { expect, it } from 'vitest'
import { addressesIn, addressesOf, shownIn, visit } from './look.ts'
import { checkTypes, openSite, SUMMER } from './site.ts'

const NEXT = 'node_modules/next/dist/bin/next'

const FIRST = [
  'fixed /w600/holiday/boat.jpg is 600',
  'fixed /w300/holiday/boat.jpg 1x is 300',
  'fixed /w600/holiday/boat.jpg 2x is 600',
  `fluid /w1200/${SUMMER} is 1200`,
  `fluid /w300/${SUMMER} 300w is 300`,
  `fluid /w600/${SUMMER} 600w is 600`,
  `fluid /w1200/${SUMMER} 1200w is 1200`,
  'imported elsewhere is 40',
  'imported elsewhere 1x is 40',
]
const MORE = [
  'crop /square/holiday/boat.jpg is 200',
  'crop /square/holiday/boat.jpg 1x is 200',
  'environment /large/holiday/boat.jpg is 1200',
  'environment /large/holiday/boat.jpg 1x is 1200', // the default variants are boxes: one size for all
  'environment /large/holiday/boat.jpg 2x is 1200',
  'plain /w1200/holiday/boat.jpg is 1200',
  'plain /w300/holiday/boat.jpg 300w is 300',
  'plain /w600/holiday/boat.jpg 600w is 600',
  'plain /w1200/holiday/boat.jpg 1200w is 1200',
]

it('Next.js writes addresses that are true, on the server and in the browser', async () => {
  const { folder, run, listen, service } = await openSite('next')
  await checkTypes(folder, 'types.ts')
  await run(NEXT, 'build')
  const url = await listen(NEXT, 'start', '-p', 'PORT', '-H', '127.0.0.1')
  expect(await addressesIn(url, service.url)).toEqual(FIRST)
  expect(await addressesIn(`${url}more`, service.url)).toEqual(MORE)

  const { page, faults } = await visit(url)
  expect(await addressesOf(page, service.url)).toEqual(FIRST)
  expect(await shownIn(page, service.url)).toEqual([
    'fixed /w300/holiday/boat.jpg',
    `fluid /w1200/${SUMMER}`,
    'imported elsewhere',
  ])
  await page.getByRole('link').click()
  await page.getByAltText('plain').waitFor()
  expect(await addressesOf(page, service.url)).toEqual(MORE)
  expect(await shownIn(page, service.url)).toEqual([
    'crop /square/holiday/boat.jpg',
    'environment /large/holiday/boat.jpg',
    'plain /w1200/holiday/boat.jpg',
  ])
  expect(faults).toEqual([])
})
