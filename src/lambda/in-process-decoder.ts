import { Unjudged } from '../errors.ts'
import type { OpenPicture, Picture } from '../image/picture.ts'

/** In ms: a request lives 29 s, and has to be answered in them. */
const WALL_MS = 25_000

/** Decodes in this very process. */
export interface Here {
  readonly openPicture: OpenPicture
  /** Whether something overran its time, and is still at work where nothing can stop it but the end of the process. */
  isSpent(): boolean
}

/**
 * Bounds a picture by the clock alone, in this process: another one would take a sixth of the time of a cold start, for
 * which a visitor waits. What it cannot stop, it gives up, as `serve` never judges; the run of `reconcile` that the
 * upload has brought about, where decoders are processes, does.
 *
 * @param open the image core
 */
export function openHere(open: OpenPicture): Here {
  let isSpent = false

  return {
    isSpent: () => isSpent,
    async openPicture(bytes, limits, boxes, focus, { wallMs = WALL_MS } = {}) {
      let pending = 0
      const late = Promise.withResolvers<never>()
      late.promise.catch(() => {})
      const timer = setTimeout(() => {
        isSpent ||= pending > 0
        late.reject(new Unjudged('time', false, 'there was not enough time for the picture'))
      }, wallMs)
      const inTime = <T>(work: Promise<T>): Promise<T> => {
        pending += 1
        return Promise.race([work.finally(() => (pending -= 1)), late.promise])
      }
      const close = () => clearTimeout(timer)
      try {
        const picture: Picture = await inTime(open(bytes, limits, boxes, focus))
        return {
          render: (making) => inTime(picture.render(making)),
          facts: () => inTime(picture.facts()),
          close() {
            close()
            picture.close()
          },
        }
      } catch (error) {
        close()
        throw error
      }
    },
  }
}
