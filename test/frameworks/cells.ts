import { setTimeout } from 'node:timers/promises'
import type { BrowserContextOptions, Page } from 'playwright-core'
import sharp from 'sharp'

/** Opens a blank page. */
type Open = (options: BrowserContextOptions) => Promise<Page>

/** How wide `.cell` is on a phone, a tablet and a desktop, in CSS pixels. */
const SCREENS = [
  { width: 390, cell: 300 },
  { width: 820, cell: 400 },
  { width: 1440, cell: 600 },
]
const DENSITIES = [1, 2, 3]

/** What a page says of its cells where the browser cannot measure for itself, and how it lays them out. */
export const SIZES = '(min-width: 1200px) 600px, (min-width: 700px) 400px, 300px'
export const STYLE = `.cell { width: 300px } .cell img { display: block; width: 100%; height: auto }
  @media (min-width: 700px) { .cell { width: 400px } } @media (min-width: 1200px) { .cell { width: 600px } }`

/**
 * The widths that the pages have to choose among, so that each cell at each density has one of its own: between two, Chromium
 * takes the nearer, by their geometric mean, at more than 1x (SelectionLogic in its html_srcset_parser.cc), which is its choice
 * and nothing of ours.
 */
export const LADDER = [300, 400, 600, 800, 900, 1200, 1800]

interface Shown {
  readonly alt: string
  readonly url: string
  /** In CSS pixels. */
  readonly width: number
}

/**
 * What is wrong in the cells of a page, at three densities on three screens: an image, labelled `who what`, for which another
 * file than the smallest that covers was loaded, and what moved. Says also how many were looked at.
 *
 * @param originals their widths by the `what`
 */
export async function faultsInCells(
  open: Open,
  url: string,
  service: string,
  originals: Readonly<Record<string, number>>,
): Promise<{ seen: number; faults: string[]; shift: number }> {
  const [widths, faults]: [Map<string, number>, string[]] = [new Map(), []]
  let [seen, shift] = [0, 0]
  for (const density of DENSITIES)
    for (const { width, cell } of SCREENS) {
      const page = await open({ viewport: { width, height: 12_000 }, deviceScaleFactor: density })
      for (const shown of await look(page, url, service)) {
        const where = `${shown.alt} at ${density}x on ${width}`
        if (shown.width !== cell) faults.push(`${where} is laid out ${shown.width} wide`)
        if (!widths.has(shown.url)) widths.set(shown.url, await widthAt(shown.url))
        const loaded = widths.get(shown.url)
        const original = originals[shown.alt.split(' ').at(-1) ?? ''] ?? 0
        const best = Math.min(original, LADDER.find((rung) => rung >= cell * density) ?? Infinity)
        if (loaded !== best) faults.push(`${where} got ${loaded} in place of ${best}: ${shown.url}`)
        seen += 1
      }
      shift += await page.evaluate<number>('window.shifted')
      await page.close()
    }
  return { seen, faults, shift }
}

async function look(page: Page, url: string, service: string): Promise<Shown[]> {
  await page.addInitScript(`window.shifted = 0
    new PerformanceObserver((list) => { for (const { value } of list.getEntries()) window.shifted += value })
      .observe({ type: 'layout-shift', buffered: true })`)
  await page.route(`${service}/**`, async (route) => {
    await setTimeout(100) // so that the page is laid out before
    await route.continue()
  })
  await page.goto(url, { waitUntil: 'networkidle' })
  await page.waitForFunction('[...document.images].every(({ complete, naturalWidth }) => complete && naturalWidth > 0)')
  return page.evaluate<Shown[]>(`[...document.querySelectorAll('.cell img')].map((image) =>
    ({ alt: image.alt, url: image.currentSrc, width: image.getBoundingClientRect().width }))`)
}

async function widthAt(url: string): Promise<number> {
  const response = await fetch(url)
  return (await sharp(Buffer.from(await response.arrayBuffer())).metadata()).width
}
