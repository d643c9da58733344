import { expect, it } from 'vitest'
import { faultsInCells, LADDER } from './cells.ts'
import { addressesIn, addressesOf, openBrowser, shownIn, visit } from './look.ts'
import { checkTypes, openSite, SUMMER, widthsInCells } from './site.ts'

const NEXT = 'node_modules/next/dist/bin/next'

const FIRST = [
  'fixed /w600/holiday/boat.jpg is 600',
  'fixed /w300/holiday/boat.jpg 1x is 300',
  'fixed /w600/holiday/boat.jpg 2x is 600',
  `fluid /w1800/${SUMMER} is 1800`,
  ...LADDER.map((width) => `fluid /w${width}/${SUMMER} ${width}w is ${width}`),
  'imported elsewhere is 40',
  'imported elsewhere 1x is 40',
]
const MORE = [
  'crop /square/holiday/boat.jpg is 200',
  'crop /square/holiday/boat.jpg 1x is 200',
  'environment /large/holiday/boat.jpg is 1200',
  'environment /large/holiday/boat.jpg 1x is 1200', // the default variants are boxes: one size for all
  'environment /large/holiday/boat.jpg 2x is 1200',
  'plain /w1800/holiday/boat.jpg is 1800',
  ...LADDER.map((width) => `plain /w${width}/holiday/boat.jpg ${width}w is ${width}`),
]

it('Next.js writes addresses that are true, on the server and in the browser', async () => {
  const { folder, run, listen, service } = await openSite('next')
  await checkTypes(folder, 'types.ts', 'types.tsx')
  await run(NEXT, 'build')
  const url = await listen(NEXT, 'start', '-p', 'PORT', '-H', '127.0.0.1')
  expect(await addressesIn(url, service.url)).toEqual(FIRST)
  expect(await addressesIn(`${url}more`, service.url)).toEqual(MORE)

  const { page, faults } = await visit(url)
  expect(await addressesOf(page, service.url)).toEqual(FIRST)
  expect(await shownIn(page, service.url)).toEqual([
    'fixed /w300/holiday/boat.jpg',
    `fluid /w1800/${SUMMER}`,
    'imported elsewhere',
  ])
  await page.getByRole('link').click()
  await page.getByAltText('plain').waitFor()
  expect(await addressesOf(page, service.url)).toEqual(MORE)
  expect(await shownIn(page, service.url)).toEqual([
    'crop /square/holiday/boat.jpg',
    'environment /large/holiday/boat.jpg',
    'plain /w1800/holiday/boat.jpg',
  ])
  expect(faults).toEqual([])

  const cells = await faultsInCells(await openBrowser(), `${url}cells`, service.url, widthsInCells)
  expect(cells).toEqual({ seen: 9 * 4 * 4, faults: [], shift: 0 })
  const { page: shown } = await visit(`${url}cells`)
  expect(await shown.getByAltText('react small.jpg').getAttribute('style')).toContain('url(data:image/webp;base64,')
})
