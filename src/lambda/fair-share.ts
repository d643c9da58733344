import { createSemaphore } from '../core/semaphore.ts'
import { Unjudged } from '../errors.ts'
import type { OpenPicture, Picture } from '../image/picture.ts'

/** In ms: the smallest share. A large photo takes a few seconds, so that most leave of theirs to the others. */
const SHARE_MS = 10_000
/** In ms: with less than this left nothing is begun. */
const LEAST_MS = 5_000

/** What one original has of the decoder. */
export interface Turn {
  readonly openPicture: OpenPicture
  /** It needs none any more, if it has had none yet. */
  over(): void
}

/**
 * Decodes one original at a time, for how a decoder ends must not depend on a neighbour on the same core. Whoever's turn
 * it is may take an equal share of what time is left, for all of its tries: one that never ends leaves the others theirs.
 *
 * @param until in ms, as `performance.now()` gives it
 * @returns what enrols an original; all of them are to be before the first is decoded
 */
export function createTurns(openPicture: OpenPicture, until: number): () => Turn {
  const semaphore = createSemaphore(1, Infinity)
  let waiting = 0 // have had no turn yet

  function enrol(): Turn {
    let end: number | null = null
    waiting += 1

    function begin(): number {
      const now = performance.now()
      const share = Math.max(SHARE_MS, (until - now) / waiting)
      waiting -= 1
      return Math.min(until, now + share)
    }

    return {
      async openPicture(bytes, limits, boxes, focus, effort = {}) {
        const release = await semaphore.acquire()
        try {
          end ??= begin()
          const time = end - performance.now()
          if (time < LEAST_MS) throw new Unjudged('time', false, 'there was no time left to decode it')
          const wallMs = Math.min(effort.wallMs ?? Infinity, time)
          return closing(await openPicture(bytes, limits, boxes, focus, { ...effort, wallMs }), release)
        } catch (error) {
          release()
          throw error
        }
      },
      over() {
        end ??= begin()
      },
    }
  }

  return enrol
}

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
