import { Unjudged } from '../errors.ts'
import type { OpenPicture } from '../image/picture.ts'
import { isOverMaxBytes } from '../recipe.ts'
import type { Observer } from './ports.ts'

/**
 * A decorator of `openPicture`: tells how long it takes to decode an original and to make each rendition, which have more
 * bytes than they may, and when a decoder ends without a verdict.
 */
export function observe(openPicture: OpenPicture, observer: Observer | undefined): OpenPicture {
  if (observer === undefined) return openPicture

  async function watched<T>(work: Promise<T>): Promise<T> {
    try {
      return await work
    } catch (error) {
      if (error instanceof Unjudged) observer?.unjudged(error.ending)
      throw error
    }
  }

  return async (bytes, ...others) => {
    const start = performance.now()
    const picture = await watched(openPicture(bytes, ...others))
    observer.stage('decode', performance.now() - start, bytes.length)
    return {
      async render(making) {
        const start = performance.now()
        const rendered = await watched(picture.render(making))
        observer.stage('encode', performance.now() - start, rendered.bytes.length)
        if (isOverMaxBytes(making, rendered.bytes.length)) observer.overMaxBytes()
        return rendered
      },
      facts: () => watched(picture.facts()),
      close: () => picture.close(),
    }
  }
}
