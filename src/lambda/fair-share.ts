import { createSemaphore } from '../core/semaphore.ts'
import { Unjudged } from '../errors.ts'
import type { OpenPicture, Picture } from '../image/picture.ts'

/** The smallest share, in ms. A large photo takes a few seconds, so that most leave of theirs to the others. */
const SMALLEST_MS = 10_000
/** The time in ms that must be left for anything to be begun. */
export const LEAST_MS = 5_000

/** The share that one original has of the decoder. */
export interface Share {
  readonly openPicture: OpenPicture
  /** Leaves the share to the others, where nothing of it has been used yet. */
  waive(): void
}

/**
 * Fair scheduling of one decoder among the originals of a batch: they are decoded one at a time, since how a decoder ends
 * must not depend on a neighbour on the same core, and each may take an equal share of what time is left, for all of its
 * tries. So an original whose decoding never ends leaves the others their time.
 *
 * @param until in ms, as `performance.now()` gives it
 * @returns what enrols an original; all of them are to be before the first is decoded
 */
export function createFairShare(openPicture: OpenPicture, until: number): () => Share {
  const semaphore = createSemaphore(1, Infinity)
  let waiting = 0 // originals that have not begun with theirs

  function enrol(): Share {
    let end: number | null = null
    waiting += 1

    function begin(): number {
      const now = performance.now()
      const share = Math.max(SMALLEST_MS, (until - now) / waiting)
      waiting -= 1
      return Math.min(until, now + share)
    }

    return {
      async openPicture(bytes, limits, boxes, focus, effort = {}) {
        const release = await semaphore.acquire()
        try {
          end ??= begin()
          const time = end - performance.now()
          if (time < LEAST_MS) throw noTimeLeft()
          const wallMs = Math.min(effort.wallMs ?? Infinity, time)
          return closing(await openPicture(bytes, limits, boxes, focus, { ...effort, wallMs }), release)
        } catch (error) {
          release()
          throw error
        }
      },
      waive() {
        end ??= begin()
      },
    }
  }

  return enrol
}

/** Says nothing of the original, which was not begun. */
export function noTimeLeft(): Unjudged {
  return new Unjudged('time', false, 'there was no time left to decode it')
}

/** The same picture, which lets the next one in when it is closed. */
function closing(picture: Picture, release: () => void): Picture {
  return {
    render: (making) => picture.render(making),
    facts: () => picture.facts(),
    close() {
      try {
        picture.close()
      } finally {
        release()
      }
    },
  }
}
