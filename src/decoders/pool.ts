import { createSemaphore, type SemaphoreState } from '../core/semaphore.ts'
import { Unjudged } from '../errors.ts'
import type { Inspect } from '../image/inspect.ts'
import type { Effort, OpenPicture } from '../image/picture.ts'
import type { Limits, Making } from '../recipe.ts'
import { type Budget, budgetFor } from './budget.ts'
import { deserializeRefusal } from './messages.ts'
import { type DecoderProcess, startDecoder } from './process.ts'
import { type Supervised, supervise } from './supervise.ts'

/** How long an original may take by the clock where nobody says otherwise, in ms. */
const WALL_MS = 60_000
/** How long a process beyond those that are kept warm is kept for the next original, in ms. */
const IDLE_MS = 10_000
/** A process that still holds more bytes than this when its original is done is ended, which gives it back. */
const MOST_AT_REST = 256 * 2 ** 20

export interface PoolOptions {
  /** How many originals may be open at once; more wait. */
  readonly size: number
  /** How many processes are kept for the next original, of which the first begins now. */
  readonly warm: number
  /** What an original may take; by default what its limits ask for. */
  readonly budget?: Budget
  /** The folder of fonts that the configuration adds. */
  readonly fonts?: string | undefined
}

/** A pool of worker processes that decode, each with one original at a time and within its budget. */
export interface DecoderPool {
  readonly openPicture: OpenPicture
  /** Does the same as `inspect` of the image core. @throws Unjudged */
  readonly inspect: Inspect
  /** How many originals are open, and how many wait. */
  state(): SemaphoreState
  /** CPU time that the originals which are closed have taken, in ms. */
  cpuMs(): number
  /** Ends the processes, and with them what they still work on. */
  close(): void
}

/** A decoder that is checked out of the pool for as long as its original is open. */
interface Checkout extends Supervised {
  /** The number under which this process knows a making, and the making itself where it was not sent before. */
  readonly numberOf: (making: Making) => { readonly number: number; readonly making?: Making }
  /** Gives it back to the pool. To do so twice changes nothing. */
  checkIn(): void
}

export function createDecoderPool({ size, warm, budget, fonts }: PoolOptions): DecoderPool {
  const semaphore = createSemaphore(size, Infinity)
  const idle: DecoderProcess[] = []
  const alive = new Set<DecoderProcess>()
  const sent = new WeakMap<DecoderProcess, Map<Making, number>>()
  let isClosed = false
  let spent = 0

  function start(): DecoderProcess {
    const decoder = startDecoder((gone) => alive.delete(gone), fonts)
    decoder.hold(false)
    alive.add(decoder)
    sent.set(decoder, new Map())
    return decoder
  }

  function warmUp(): void {
    try {
      idle.push(start())
    } catch {
      // the next one that needs a decoder tries again, and is told
    }
  }

  /** A decoder that is idle, or a new one. */
  function take(): DecoderProcess {
    for (let decoder = idle.pop(); decoder !== undefined; decoder = idle.pop()) if (decoder.isAlive()) return decoder
    return start()
  }

  function giveBack(decoder: DecoderProcess, isLast: boolean): void {
    if (isLast || isClosed || decoder.isBusy() || isLarge(decoder)) retire(decoder)
    if (decoder.isAlive()) {
      decoder.call('close', null).catch(() => {}) // one that ends now is not taken again
      idle.push(decoder)
    }
    if (isClosed) return
    if (alive.size === 0 && warm > 0) warmUp()
    if (idle.length > warm) setTimeout(() => idle.length > warm && retire(idle.shift()!), IDLE_MS).unref()
  }

  /** The time that is spent waiting counts: the caller has no more than that. */
  async function acquireInTime(wallMs: number): Promise<() => void> {
    try {
      return await semaphore.acquire(wallMs)
    } catch {
      throw new Unjudged('time', false, 'no decoder was free in time')
    }
  }

  async function checkOut(limits: Limits, { isAlone = false, wallMs = WALL_MS }: Effort): Promise<Checkout> {
    const begun = performance.now()
    const release = await acquireInTime(wallMs)
    let decoder: DecoderProcess
    let supervised: Supervised
    try {
      if (isClosed) throw new Unjudged('death', false, 'the decoders have been ended')
      decoder = isAlone ? start() : take()
      const left = wallMs - (performance.now() - begun)
      supervised = await supervise(decoder, budget ?? budgetFor(limits), { wallMs: left, isProven: isAlone })
    } catch (error) {
      release()
      throw error
    }
    let isOpen = true
    return {
      ...supervised,
      numberOf(making) {
        const numbers = sent.get(decoder)!
        const number = numbers.get(making)
        if (number !== undefined) return { number }
        numbers.set(making, numbers.size)
        return { number: numbers.size - 1, making: plain(making) }
      },
      checkIn() {
        if (!isOpen) return
        isOpen = false
        spent += supervised.end()
        giveBack(decoder, isAlone || supervised.isSuspect())
        release()
      },
    }
  }

  if (warm > 0) warmUp()

  return {
    async openPicture(bytes, limits, boxes, focus = null, effort = {}) {
      const checkout = await checkOut(limits, effort)
      try {
        await checkout.call('open', { bytes, limits, boxes, focus })
        checkout.opened()
      } catch (error) {
        checkout.checkIn()
        throw error
      }
      return {
        render: (making) => checkout.call('render', checkout.numberOf(making)),
        facts: () => checkout.call('facts', null),
        close: () => checkout.checkIn(),
      }
    },
    async inspect(bytes, kind, limits, boxes) {
      const checkout = await checkOut(limits, {})
      try {
        const { refused, ...seen } = await checkout.call('inspect', { bytes, kind, limits, boxes })
        return { ...seen, refused: refused === null ? null : deserializeRefusal(refused) }
      } finally {
        checkout.checkIn()
      }
    },
    state: () => semaphore.state(),
    cpuMs: () => spent,
    close() {
      isClosed = true
      for (const decoder of alive) retire(decoder)
    },
  }
}

function isLarge(decoder: DecoderProcess): boolean {
  const usage = decoder.usage()
  return usage !== null && usage.memory > MOST_AT_REST
}

function retire(decoder: DecoderProcess): void {
  decoder.kill(new Unjudged('death', false, 'the decoder was ended'))
}

/** The making alone: a rendition, which is one, knows more. */
function plain({ box, encoding, watermark }: Making): Making {
  return { box, encoding, watermark }
}
