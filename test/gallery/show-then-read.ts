import { createServer } from 'node:http'
import type { Page } from 'playwright-core'
import { onTestFinished } from 'vitest'

/** What becomes of a picture that a page shows first and reads later: each of it in the page, in this order. */
export interface ShownAndRead {
  /** By an `<img>` without `crossorigin`. */
  readonly isShown: boolean
  /** On a canvas, by an `<img crossorigin>`. */
  readonly isDrawn: boolean
  /** By `fetch` with the `Accept` of an `<img>`. */
  readonly isFetched: boolean
  /** By `fetch` as it is, which accepts anything, so that it may get another format. */
  readonly isFetchedAsAnything: boolean
}

/**
 * Has a page show a picture, and then read the same URL, as a page with a cropper or a 3D view does.
 *
 * @param accept gives what the browser's `<img>` said that it accepts
 */
export async function showThenRead(page: Page, url: string, accept: () => string): Promise<ShownAndRead> {
  const run = (text: string) => page.evaluate<boolean>(`(${text}).then(() => true, () => false)`)
  const load = (attributes: string) => `new Promise((resolve, reject) => {
    const image = Object.assign(new Image(), { onload: () => resolve(image), onerror: reject, ${attributes} })
    image.src = '${url}'
  })`
  const fetched = (options: object) =>
    run(`fetch('${url}', ${JSON.stringify(options)}).then((answer) => answer.blob()).then(createImageBitmap)`)
  return {
    isShown: await run(load('')),
    isDrawn: await run(`${load(`crossOrigin: ''`)}.then((image) => {
      const context = document.createElement('canvas').getContext('2d')
      context.drawImage(image, 0, 0)
      return context.getImageData(0, 0, 1, 1)
    })`),
    isFetched: await fetched({ headers: { Accept: accept() } }),
    isFetchedAsAnything: await fetched({}),
  }
}

/** A site on this machine with an empty page, whatever the name under which it is visited: its port. */
export async function emptySite(): Promise<number> {
  const site = createServer((_, response) => response.setHeader('Content-Type', 'text/html').end('<title>shop</title>'))
  onTestFinished(() => site.close().closeAllConnections())
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  const address = site.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
