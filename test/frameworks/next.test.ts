import { expect, it } from 'vitest'
import { addressesIn, addressesOf, shownIn, visit } from './look.ts'
import { checkTypes, openSite, SUMMER } from './site.ts'

const NEXT = 'node_modules/next/dist/bin/next'

const FIRST = [
  'fixed /medium/holiday/boat.jpg is 600',
  'fixed /small/holiday/boat.jpg 1x is 300',
  'fixed /medium/holiday/boat.jpg 2x is 600',
  `fluid /large/${SUMMER} is 1200`,
  `fluid /small/${SUMMER} 300w is 300`,
  `fluid /medium/${SUMMER} 600w is 600`,
  `fluid /large/${SUMMER} 1200w is 1200`,
  'imported elsewhere is 40',
  'imported elsewhere 1x is 40',
]
const MORE = [
  'crop /square/holiday/boat.jpg is 200',
  'crop /square/holiday/boat.jpg 1x is 200',
  'environment /large/holiday/boat.jpg is 1200',
  'environment /medium/holiday/boat.jpg 1x is 600',
  'environment /large/holiday/boat.jpg 2x is 1200',
  'plain /large/holiday/boat.jpg is 1200',
  'plain /small/holiday/boat.jpg 300w is 300',
  'plain /medium/holiday/boat.jpg 600w is 600',
  'plain /large/holiday/boat.jpg 1200w is 1200',
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
    'fixed /small/holiday/boat.jpg',
    `fluid /large/${SUMMER}`,
    'imported elsewhere',
  ])
  await page.getByRole('link').click()
  await page.getByAltText('plain').waitFor()
  expect(await addressesOf(page, service.url)).toEqual(MORE)
  expect(await shownIn(page, service.url)).toEqual([
    'crop /square/holiday/boat.jpg',
    'environment /medium/holiday/boat.jpg',
    'plain /large/holiday/boat.jpg',
  ])
  expect(faults).toEqual([])
})
