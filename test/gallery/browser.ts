import { setTimeout as sleep } from 'node:timers/promises'
import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, onTestFinished } from 'vitest'

/** How long the closing of a page is waited for, in ms. */
const CLOSING_MS = 10_000

/** A page, and what went wrong on it. */
export interface Opened {
  readonly page: Page
  readonly faults: string[]
}

/**
 * Starts a Chromium for the tests of a file.
 *
 * @param rules how it finds hosts, as `--host-resolver-rules` has it
 */
export function useBrowser(rules = ''): (url: string, options?: BrowserContextOptions) => Promise<Opened> {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        `--host-resolver-rules=${rules}`,
      ],
    })
  })
  afterAll(() => browser.close())

  return async (url, options = {}) => {
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 }, ...options })
    // Chromium may never answer the closing of a page that is just being loaded anew; the browser's own end takes it along.
    onTestFinished(() => Promise.race([page.close(), sleep(CLOSING_MS)]))
    const faults: string[] = []
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
    await page.goto(url)
    return { page, faults }
  }
}

/** What axe finds that keeps somebody from using the page: `rule: element`. */
export async function barriersOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source) // not by a <script>, which the page's policy forbids
  return page.evaluate(`axe.run().then(({ violations }) => violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => id + ': ' + target)))`)
}

/** Whether what has the focus shows it: by an outline of its own, or of what it stands in. */
export async function showsFocus(page: Page): Promise<string> {
  return page.evaluate(`(() => {
    const outlined = (element) => getComputedStyle(element).outlineStyle !== 'none' && parseFloat(getComputedStyle(element).outlineWidth) >= 2
    const focused = document.activeElement
    const name = focused.id || focused.dataset.copy || focused.dataset.retry || focused.getAttribute('aria-label') || focused.textContent.trim()
    const holder = focused.closest('.button, .stage')
    return (outlined(focused) || (holder !== null && outlined(holder)) ? 'shown ' : 'hidden ') + focused.tagName.toLowerCase() + ' ' + name
  })()`)
}
