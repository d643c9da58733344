import type { Browser } from 'playwright-core'

/** A device as Lighthouse has it: its window, and what its line does. */
export interface Device {
  readonly name: 'desktop' | 'phone'
  readonly viewport: { readonly width: number; readonly height: number }
  readonly isMobile: boolean
  /** Of a round trip, in ms. */
  readonly latency: number
  /** In bytes a second. */
  readonly throughput: number
}

/** @see https://github.com/GoogleChrome/lighthouse/blob/main/core/config/constants.js */
export const DEVICES: readonly Device[] = [
  {
    name: 'desktop',
    viewport: { width: 1350, height: 940 },
    isMobile: false,
    latency: 40,
    throughput: (10_240 * 1024) / 8,
  },
  { name: 'phone', viewport: { width: 412, height: 823 }, isMobile: true, latency: 150, throughput: 209_715 },
]

/** What a visit of a page costs, and how it looks meanwhile. */
export interface Vitals {
  /** Largest Contentful Paint, in ms. */
  readonly lcp: number
  /** Cumulative Layout Shift, while the page is scrolled through to its end, too. */
  readonly cls: number
  /** What is transferred before anybody scrolls. */
  readonly firstView: { readonly bytes: number; readonly requests: number }
  /** What is transferred in all, when the page was scrolled through. */
  readonly all: { readonly bytes: number; readonly requests: number }
  /** How far the first picture is from the top, in CSS pixels. */
  readonly firstPicture: number
  /** How many pictures of the list are in the window at first. */
  readonly seenAtOnce: number
  /** How long the page is, in CSS pixels. */
  readonly length: number
}

const OBSERVE = `globalThis.vitals = { lcp: 0, cls: 0 }
  new PerformanceObserver((list) => list.getEntries().forEach(({ startTime }) => (vitals.lcp = startTime)))
    .observe({ type: 'largest-contentful-paint', buffered: true })
  new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (vitals.cls += value)))
    .observe({ type: 'layout-shift', buffered: true })`

/** Visits a page with an empty cache. The pictures of its grid are matched by a selector. */
export async function visit(browser: Browser, url: string, pictures: string, device: Device): Promise<Vitals> {
  const { viewport, isMobile, latency, throughput } = device
  const context = await browser.newContext({ viewport, isMobile, hasTouch: isMobile })
  try {
    const page = await context.newPage()
    const chrome = await context.newCDPSession(page)
    const seen = { bytes: 0, requests: 0 }
    const inPage = new Set<string>()
    chrome.on('Network.requestWillBeSent', ({ requestId, request }) => {
      if (request.url.startsWith('data:')) inPage.add(requestId) // it comes with the page
    })
    chrome.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (inPage.has(requestId)) return
      seen.bytes += encodedDataLength
      seen.requests += 1
    })
    await chrome.send('Network.enable')
    const line = { offline: false, latency, downloadThroughput: throughput, uploadThroughput: throughput }
    await chrome.send('Network.emulateNetworkConditions', line)
    await page.addInitScript(OBSERVE)
    await page.goto(url, { waitUntil: 'load', timeout: 120_000 })
    await page.waitForTimeout(1500) // what is in the window has come, and nobody has scrolled
    const firstView = { ...seen }
    const [lcp, firstPicture, seenAtOnce, length] = await page.evaluate<[number, number, number, number]>(`(() => {
      const tops = [...document.querySelectorAll('${pictures}')].map((picture) => picture.getBoundingClientRect().top)
      return [vitals.lcp, tops[0], tops.filter((top) => top < innerHeight - 50).length, document.documentElement.scrollHeight]
    })()`)
    await page.evaluate(`(async () => {
      for (let at = 0; at < document.documentElement.scrollHeight; at += 400) {
        scrollTo(0, at)
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    })()`)
    await page.evaluate(`(async () => {
      const isAllThere = () => [...document.querySelectorAll('${pictures}')].every(({ complete }) => complete)
      while (!isAllThere()) await new Promise((resolve) => setTimeout(resolve, 100))
    })()`)
    return {
      lcp,
      cls: Number(await page.evaluate('vitals.cls')),
      firstView,
      all: { ...seen },
      firstPicture,
      seenAtOnce,
      length,
    }
  } finally {
    await context.close()
  }
}
