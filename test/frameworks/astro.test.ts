import { expect, it } from 'vitest'
import { faultsInCells } from './cells.ts'
import { addressesIn, openBrowser, shownIn, visit } from './look.ts'
import { checkTypes, HOSTILE, openSite, SUMMER, widthsInCells } from './site.ts'

const ASTRO = 'node_modules/astro/bin/astro.mjs'

it('Astro writes addresses that are true', async () => {
  const { folder, run, listen, service } = await openSite('astro')
  await checkTypes(folder, 'types.ts', 'env.d.ts')
  await run(ASTRO, 'build')
  const url = await listen(ASTRO, 'preview', '--port', 'PORT', '--host', '127.0.0.1')
  expect(await addressesIn(url, service.url)).toEqual([
    'fixed /small/holiday/boat.jpg is 300',
    'dense /small/holiday/boat.jpg is 300',
    'dense /small/holiday/boat.jpg 1x is 300',
    'dense /medium/holiday/boat.jpg 2x is 600',
    'dense /w900/holiday/boat.jpg 3x is 900',
    `fluid /large/${SUMMER} is 1200`,
    `fluid /small/${SUMMER} 300w is 300`,
    `fluid /w400/${SUMMER} 400w is 400`,
    `fluid /medium/${SUMMER} 600w is 600`,
    `fluid /w800/${SUMMER} 800w is 800`,
    `fluid /w900/${SUMMER} 900w is 900`,
    `fluid /large/${SUMMER} 1200w is 1200`,
    `fluid /w1800/${SUMMER} 1800w is 1800`,
    'upright /w400/upright.jpg is 400',
    'upright /small/upright.jpg 200w is 200',
    'upright /w300/upright.jpg 300w is 300',
    'upright /medium/upright.jpg 400w is 400',
    'crop /square/holiday/boat.jpg is 200',
    'named /square/holiday/boat.jpg is 200',
    'source /medium/holiday/boat.jpg is 600',
    'picture /medium/holiday/boat.jpg is 600',
    `hostile /small/${HOSTILE} is 300`,
    'imported elsewhere is 40',
  ])
  const { page, faults } = await visit(url)
  expect(await shownIn(page, service.url)).toContain(`fluid /large/${SUMMER}`)
  expect(faults).toEqual([])

  const cells = await faultsInCells(await openBrowser(), `${url}cells`, service.url, widthsInCells)
  expect(cells).toEqual({ seen: 9 * 4 * 2, faults: [], shift: 0 })
})
