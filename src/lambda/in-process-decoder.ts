import { Unjudged } from '../errors.ts'
import type { OpenPicture, Picture } from '../image/picture.ts'

/** How long decoding may take, in ms: a request lives 29 s, and must be answered within them. */
const WALL_MS = 25_000

/** Decodes in this very process. */
export interface InProcessDecoder {
  readonly openPicture: OpenPicture
  /** Whether something overran its time and is still at work, so that nothing but the end of the process can stop it. */
  isStuck(): boolean
}

/**
 * A decoder with a time-out, in this process: another process would take a sixth of the time of a cold start, for which
 * a visitor waits. It gives up what it cannot stop, without a verdict, since `serve` never judges. `reconcile` does so: the
 * upload has brought it about, and its decoders are processes.
 *
 * @param open the image core
 */
export function createInProcessDecoder(open: OpenPicture): InProcessDecoder {
  let isStuck = false

  return {
    isStuck: () => isStuck,
    async openPicture(bytes, limits, boxes, focus, { wallMs = WALL_MS } = {}) {
      let pending = 0
      const late = Promise.withResolvers<never>()
      late.promise.catch(() => {})
      const timer = setTimeout(() => {
        isStuck ||= pending > 0
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
