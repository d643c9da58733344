import { expect, it } from 'vitest'
import { faultsInCells } from './cells.ts'
import { addressesIn, addressesOf, openBrowser, shownIn, visit } from './look.ts'
import { checkTypes, HOSTILE, openSite, SUMMER, widthsInCells } from './site.ts'

// Nuxt tells the width that it asked for; the picture is the next wider one there is, or the widest.
const FIRST = [
  'fixed /small/holiday/boat.jpg is 300',
  'fixed /small/holiday/boat.jpg 1x is 300',
  'fixed /medium/holiday/boat.jpg 2x is 600',
  `fluid /w1200/${SUMMER} is 1200`,
  `fluid /w300/${SUMMER} 300w is 300`,
  `fluid /w600/${SUMMER} 600w is 600`,
  `fluid /w1200/${SUMMER} 1200w is 1200`,
  'crop /square/holiday/boat.jpg is 200',
  'crop /square/holiday/boat.jpg 1x is 200',
  'crop /square/holiday/boat.jpg 2x is 200',
  `hostile /small/${HOSTILE} is 300`,
  `hostile /small/${HOSTILE} 1x is 300`,
  `hostile /medium/${HOSTILE} 2x is 600`,
  'source /w600/holiday/boat.jpg 600w is 600',
  'source /w1200/holiday/boat.jpg 1200w is 1200',
  'picture /w1200/holiday/boat.jpg is 1200',
  'picture /w600/holiday/boat.jpg 600w is 600',
  'picture /w1200/holiday/boat.jpg 1200w is 1200',
]

it('Nuxt writes addresses that are true, on the server and in the browser', async () => {
  const { folder, run, listen, service } = await openSite('nuxt')
  await checkTypes(folder, 'types.ts')
  await run('node_modules/nuxt/bin/nuxt.mjs', 'build')
  const url = await listen('.output/server/index.mjs')
  expect(await addressesIn(url, service.url)).toEqual(FIRST)

  const { page, faults } = await visit(url)
  expect(await addressesOf(page, service.url)).toEqual(FIRST)
  await page.getByRole('button').click()
  await page.getByAltText('later').waitFor()
  expect(await addressesOf(page, service.url)).toEqual([
    ...FIRST,
    'later /medium/holiday/boat.jpg is 600',
    'later /medium/holiday/boat.jpg 1x is 600',
    'later /large/holiday/boat.jpg 2x is 1200',
  ])
  expect(await shownIn(page, service.url)).toEqual([
    'fixed /small/holiday/boat.jpg',
    `fluid /w600/${SUMMER}`,
    'crop /square/holiday/boat.jpg',
    `hostile /small/${HOSTILE}`,
    'picture /w600/holiday/boat.jpg',
    'later /medium/holiday/boat.jpg',
  ])
  expect(faults).toEqual([])

  const cells = await faultsInCells(await openBrowser(), `${url}cells`, service.url, widthsInCells)
  expect(cells).toEqual({ seen: 9 * 4 * 2, faults: [], shift: 0 })
})
