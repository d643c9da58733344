import { createSemaphore, type SemaphoreState } from '../core/semaphore.ts'
import { Unjudged } from '../errors.ts'
import type { Inspect } from '../image/inspect.ts'
import type { Effort, OpenPicture } from '../image/picture.ts'
import type { Limits, Making } from '../recipe.ts'
import { type Budget, budgetFor } from './budget.ts'
import { refusedOf } from './failure.ts'
import { type Lease, openLease } from './lease.ts'
import { type DecoderProcess, startDecoder } from './process.ts'
import { usageOf } from './usage.ts'

/** In ms: so long an original may take by the clock where nobody says otherwise. */
const WALL_MS = 60_000
/** In ms: so long a process beyond those that are kept warm waits for the next original. */
const IDLE_MS = 10_000
/** In bytes: a process that still holds more when its original is done gives it back by its end. */
const MOST_AT_REST = 256 * 2 ** 20

export interface PoolOptions {
  /** How many originals may be open at once; more wait. */
  readonly size: number
  /** How many processes are kept for the next original, of which the first begins now. */
  readonly warm: number
  /** What an original may take; by default what its limits ask for. */
  readonly budget?: Budget
}

/** A pool of processes that decode, each with one original at a time and within its budget. */
export interface DecoderPool {
  readonly openPicture: OpenPicture
  /** As `inspect` of the image core. @throws Unjudged */
  readonly inspect: Inspect
  /** Originals that are open, and such that wait. */
  state(): SemaphoreState
  /** CPU time that the originals which are closed have taken, in ms. */
  cpuMs(): number
  /** Ends its processes, and with them what they are still asked. */
  close(): void
}

/** A lease for as long as its original is open. */
interface Place extends Lease {
  /** What a making is called that this process was sent. */
  readonly numberOf: (making: Making) => { readonly number: number; readonly making?: Making }
  /** Once more than once changes nothing. */
  leave(): void
}

export function createDecoderPool({ size, warm, budget }: PoolOptions): DecoderPool {
  const places = createSemaphore(size, Infinity)
  const idle: DecoderProcess[] = []
  const alive = new Set<DecoderProcess>()
  const sent = new WeakMap<DecoderProcess, Map<Making, number>>()
  let isClosed = false
  let spent = 0

  function start(): DecoderProcess {
    const decoder = startDecoder((gone) => alive.delete(gone))
    decoder.hold(false)
    alive.add(decoder)
    sent.set(decoder, new Map())
    return decoder
  }

  function warmUp(): void {
    try {
      idle.push(start())
    } catch {
      // whoever needs one next tries again, and is told
    }
  }

  /** One that waits, or a new one. */
  function take(): DecoderProcess {
    for (let decoder = idle.pop(); decoder !== undefined; decoder = idle.pop()) if (decoder.isAlive()) return decoder
    return start()
  }

  function giveBack(decoder: DecoderProcess, isLast: boolean): void {
    if (isLast || isClosed || decoder.isBusy() || isLarge(decoder)) retire(decoder)
    if (decoder.isAlive()) {
      decoder.ask('close', null).catch(() => {}) // one that ends now is not taken again
      idle.push(decoder)
    }
    if (isClosed) return
    if (alive.size === 0 && warm > 0) warmUp()
    if (idle.length > warm) setTimeout(() => idle.length > warm && retire(idle.shift()!), IDLE_MS).unref()
  }

  /** Waiting counts: whoever asked has no more time than that. */
  async function enterInTime(wallMs: number): Promise<() => void> {
    try {
      return await places.acquire(wallMs)
    } catch {
      throw new Unjudged('time', false, 'no decoder was free in time')
    }
  }

  async function enter(limits: Limits, { isAlone = false, wallMs = WALL_MS }: Effort): Promise<Place> {
    const begun = performance.now()
    const leave = await enterInTime(wallMs)
    let decoder: DecoderProcess
    let lease: Lease
    try {
      if (isClosed) throw new Unjudged('death', false, 'the decoders have been ended')
      decoder = isAlone ? start() : take()
      const left = wallMs - (performance.now() - begun)
      lease = await openLease(decoder, budget ?? budgetFor(limits), { wallMs: left, isProven: isAlone })
    } catch (error) {
      leave()
      throw error
    }
    let isOpen = true
    return {
      ...lease,
      numberOf(making) {
        const numbers = sent.get(decoder)!
        const number = numbers.get(making)
        if (number !== undefined) return { number }
        numbers.set(making, numbers.size)
        return { number: numbers.size - 1, making: plain(making) }
      },
      leave() {
        if (!isOpen) return
        isOpen = false
        spent += lease.end()
        giveBack(decoder, isAlone || lease.isSuspect())
        leave()
      },
    }
  }

  if (warm > 0) warmUp()

  return {
    async openPicture(bytes, limits, boxes, focus = null, effort = {}) {
      const place = await enter(limits, effort)
      try {
        await place.ask('open', { bytes, limits, boxes, focus })
        place.opened()
      } catch (error) {
        place.leave()
        throw error
      }
      return {
        render: (making) => place.ask('render', place.numberOf(making)),
        facts: () => place.ask('facts', null),
        close: () => place.leave(),
      }
    },
    async inspect(bytes, kind, limits, boxes) {
      const place = await enter(limits, {})
      try {
        const { refused, ...seen } = await place.ask('inspect', { bytes, kind, limits, boxes })
        return { ...seen, refused: refused === null ? null : refusedOf(refused) }
      } finally {
        place.leave()
      }
    },
    state: () => places.state(),
    cpuMs: () => spent,
    close() {
      isClosed = true
      for (const decoder of alive) retire(decoder)
    },
  }
}

function isLarge({ pid }: DecoderProcess): boolean {
  const usage = pid === undefined ? null : usageOf(pid)
  return usage !== null && usage.memory > MOST_AT_REST
}

function retire(decoder: DecoderProcess): void {
  decoder.kill(new Unjudged('death', false, 'the decoder was ended'))
}

/** Without what else is known of a rendition. */
function plain({ box, encoding, watermark }: Making): Making {
  return { box, encoding, watermark }
}
