import type { Rendition } from '../config/catalogue.ts'
import { Unjudged } from '../errors.ts'
import type { Rendered } from '../recipe.ts'
import { type Flight, takeOff } from './flight.ts'
import type { Gate } from './gate.ts'
import type { Ports } from './ports.ts'

export interface Served {
  readonly rendered: Rendered
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
 * Makes one rendition, now.
 *
 * @throws NoOriginal, Refused, Unjudged, Busy, Unfinished, or Changed when the original was replaced each time that it was read
 */
export type Serve = (rendition: Rendition, key: string) => Promise<Served>

/** In ms, from its beginning until it has its pixels: a request lives 29 s, and the rest is for storing. */
const LIFE_MS = 25_000
/** In ms: who waits longer for a place is told to come again. */
const PATIENCE_MS = 10_000
/** In ms: so long what could not be decoded is left to the queue, or requests for it would take all places from others. */
const SUSPECT_MS = 60_000

/** A flight and how many requests still need it. */
interface Boarding {
  readonly flight: Promise<Flight & { leave: () => void }>
  passengers: number
}

/**
 * Requests for one key that come while it is being worked on share one decode: a page that shows a new picture in four
 * sizes costs one.
 */
export function createServe(ports: Ports, gate: Gate): Serve {
  const flights = new Map<string, Boarding>()
  const suspects = new Map<string, number>() // until when, by the monotonic clock

  function board(key: string): Boarding {
    const joined = flights.get(key) ?? { flight: begin(key), passengers: 0 }
    flights.set(key, joined)
    joined.passengers += 1
    return joined
  }

  async function begin(key: string): Promise<Flight & { leave: () => void }> {
    const until = performance.now() + LIFE_MS
    if ((suspects.get(key) ?? 0) > performance.now())
      throw new Unjudged('time', false, 'it could not be decoded lately')
    const leave = await gate.enter(PATIENCE_MS)
    try {
      return { ...(await takeOff(ports, key, { wallMs: until - performance.now() })), leave }
    } catch (error) {
      leave()
      if (error instanceof Unjudged) suspect(key)
      throw error
    }
  }

  function suspect(key: string): void {
    for (const [other, until] of suspects) if (until < performance.now()) suspects.delete(other)
    suspects.set(key, performance.now() + SUSPECT_MS)
  }

  // Nobody boards any more once one has left, or a busy key would be served from the same old pixels for ever.
  async function alight(key: string, joined: Boarding): Promise<void> {
    if (flights.get(key) === joined) flights.delete(key)
    joined.passengers -= 1
    if (joined.passengers > 0) return
    const flight = await joined.flight.catch(() => null)
    flight?.close()
    flight?.leave()
  }

  return async (rendition, key) => {
    const joined = board(key)
    try {
      const flight = await joined.flight
      const rendered = await flight.render(rendition)
      const finish = async () => {
        try {
          await flight.writeBack(rendition)
        } finally {
          await alight(key, joined)
        }
      }
      return { rendered, timings: flight.timings, finish }
    } catch (error) {
      await alight(key, joined)
      throw error
    }
  }
}
