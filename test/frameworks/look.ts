import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import sharp from 'sharp'
import { onTestFinished } from 'vitest'

/** A browser whose pages are blank to begin with. */
export async function openBrowser(): Promise<(options: BrowserContextOptions) => Promise<Page>> {
  const browser = await launch()
  return (options) => browser.newPage(options)
}

async function launch(): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  })
  onTestFinished(() => browser.close())
  return browser
}

/** A page in Chromium; `faults` are what its console and its requests complain of. */
export async function visit(
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; faults: string[] }> {
  const browser = await launch()
  const page = await browser.newPage(options)
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && faults.push(message.text()))
  page.on('response', (response) => response.status() >= 400 && faults.push(`${response.status()} ${response.url()}`))
  await page.goto(url, { waitUntil: 'networkidle' })
  return { page, faults }
}

/**
 * Every address in `src` and `srcset` of the page as the server writes it, no script run, and the width of the picture
 * that is there: lines such as `fluid /medium/boat.jpg 600w is 600`. What is not the service's is `elsewhere`.
 */
export async function addressesIn(url: string, service: string): Promise<string[]> {
  const { page } = await visit(url, { javaScriptEnabled: false })
  return addressesOf(page, service)
}

/** The same of a page that is open, as it is now. */
export async function addressesOf(page: Page, service: string): Promise<string[]> {
  const images = await page.locator('img, source').evaluateAll((elements) =>
    elements.map((element) => ({
      label: element.getAttribute('alt') ?? element.localName,
      // As in https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute; no address here has a comma in it
      addresses: [element.getAttribute('src') ?? [], element.getAttribute('srcset')?.split(/,\s+/) ?? []].flat(),
    })),
  )
  const lines: string[] = []
  for (const { label, addresses } of images)
    for (const address of addresses) {
      const [url = '', ...descriptor] = address.split(' ')
      lines.push([label, placeOf(url, service), ...descriptor, 'is', await widthAt(new URL(url, page.url()))].join(' '))
    }
  return lines
}

/** What the browser chose for every image of the page and shows: lines such as `fluid /medium/boat.jpg`. */
export async function shownIn(page: Page, service: string): Promise<string[]> {
  await page.waitForLoadState('networkidle')
  const shown = await page.evaluate<[alt: string, url: string][]>(
    `[...document.images].map(({ alt, complete, naturalWidth, currentSrc }) => [alt, complete && naturalWidth > 0 ? currentSrc : ''])`,
  )
  return shown.map(([alt, url]) => `${alt} ${placeOf(url, service)}`)
}

function placeOf(url: string, service: string): string {
  if (url === '') return 'nothing'
  return url.startsWith(service) ? url.slice(service.length) : 'elsewhere'
}

async function widthAt(url: URL): Promise<string> {
  const response = await fetch(url)
  if (!response.ok) return String(response.status)
  const { width } = await sharp(Buffer.from(await response.arrayBuffer())).metadata()
  return String(width)
}
