import type { Rendition } from '../config/catalogue.ts'
import { Archived, Busy, NoOriginal, Refused, Unjudged } from '../errors.ts'
import type { Box, Rendered } from '../recipe.ts'
import type { ObjectHead } from '../stores/store.ts'
import type { Ports, RequestRefusal } from './ports.ts'
import type { Semaphore } from './semaphore.ts'
import { openSession, type Session } from './serve/session.ts'
import { createSingleflight } from './serve/singleflight.ts'
import { findStandIn, type StandIn } from './serve/stand-in.ts'

export interface Served {
  readonly rendered: Rendered
  /** What is stored where the bytes come from; `null` where they were made for this request. */
  readonly stored: ObjectHead | null
  /** How long the stages took, in ms, in the order in which they ran. */
  readonly timings: Readonly<Record<string, number>>
  /**
   * Stores what was made and the missing pre-warmed siblings, and looks whether the original is still the one they
   * were made of. To be called when the answer is on its way, always, for it also gives back the memory and the decoder; to
   * be awaited before the process may stop.
   */
  finish(): Promise<void>
}

/**
 * Makes one rendition, now, or finds what is stored in its place.
 *
 * @throws NoOriginal, Archived, Refused, Unjudged, Busy, Unfinished, or Changed when the original was replaced each time that it was read
 */
export type Serve = (rendition: Rendition, key: string) => Promise<Served>

/** How long a session may take from its beginning until it has its pixels, in ms: a request lives 29 s, and the rest is for storing. */
const LIFE_MS = 25_000
/** A request that waits for more ms than this to be let in is told to come again. */
const PATIENCE_MS = 10_000
/** In ms: so long what could not be decoded is left to the queue, or requests for it would take all places from others. */
const SUSPECT_MS = 60_000

/**
 * Requests for one key that come while it is being worked on share one session, and so one decode: a page that shows a new
 * picture in four sizes costs one. What is not pre-warmed has a decode of its own, which other formats of the same size share.
 *
 * @param semaphore bounds how many originals are decoded at once
 */
export function createServe(ports: Ports, semaphore: Semaphore): Serve {
  const join = createSingleflight<Session>((session) => session.close())
  const suspects = new Map<string, number>() // until when, by the monotonic clock

  async function open(key: string, boxes: readonly Box[]): Promise<Session> {
    const until = performance.now() + LIFE_MS
    if ((suspects.get(key) ?? 0) > performance.now())
      throw new Unjudged('time', false, 'it could not be decoded lately')
    const release = await semaphore.acquire(PATIENCE_MS)
    try {
      const session = await openSession(ports, key, boxes, { wallMs: until - performance.now() })
      return {
        ...session,
        close() {
          session.close()
          release()
        },
      }
    } catch (error) {
      release()
      if (error instanceof Unjudged) suspect(key)
      throw error
    }
  }

  function suspect(key: string): void {
    for (const [other, until] of suspects) if (until < performance.now()) suspects.delete(other)
    suspects.set(key, performance.now() + SUSPECT_MS)
  }

  async function make(rendition: Rendition, key: string): Promise<Served> {
    const id = JSON.stringify([key, rendition.boxes])
    const { result, leave } = join(id, () => open(key, rendition.boxes))
    try {
      const session = await result
      const rendered = await session.render(rendition)
      const finish = async () => {
        try {
          await session.writeBack(rendition)
        } finally {
          await leave()
        }
      }
      return { rendered, stored: null, timings: session.timings, finish }
    } catch (error) {
      await leave()
      throw error
    }
  }

  return async (rendition, key) => {
    try {
      const found = await findStandIn(ports, rendition, key)
      return found === null ? await make(rendition, key) : servedFrom(found)
    } catch (error) {
      const refusal = refusalIn(error)
      if (refusal !== null) ports.observer?.refused(refusal)
      throw error
    }
  }
}

function servedFrom({ head, bytes }: StandIn): Served {
  const { contentType = 'application/octet-stream', metadata } = head
  const size = { width: Number(metadata['width']), height: Number(metadata['height']) }
  return { rendered: { bytes, contentType, ...size }, stored: head, timings: {}, finish: async () => {} }
}

/** `null`: it is a fault, or passes by itself. */
function refusalIn(error: unknown): RequestRefusal | null {
  if (error instanceof Refused) return error.reason
  if (error instanceof NoOriginal) return 'no-original'
  if (error instanceof Archived) return 'archived'
  if (error instanceof Busy) return 'busy'
  return error instanceof Unjudged ? 'unjudged' : null
}
