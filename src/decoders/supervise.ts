import { Unjudged } from '../errors.ts'
import { type Budget, startWatchdog } from './budget.ts'
import type { Method, Methods } from './messages.ts'
import type { DecoderProcess } from './process.ts'

/** A decoder that one original has to itself, within its budget. */
export interface Supervised {
  /** @throws Refused, Unjudged, or a fault */
  call<M extends Method>(method: M, params: Methods[M][0]): Promise<Methods[M][1]>
  /** Whether something ended without a verdict, so that the process had better not have another original. */
  isSuspect(): boolean
  /** The pixels are there. */
  opened(): void
  /** Ends the supervision, and gives the CPU time that was used, in ms. */
  end(): number
}

/**
 * Watches over a decoder while it has one original, and weighs what its end says of the picture.
 *
 * @param wallMs in ms, by the clock
 * @param isProven whether the process is to show first that it can decode at all: only then can its death, or its words, be
 * about the picture
 * @throws Unjudged where the process cannot begin
 */
export async function supervise(
  decoder: DecoderProcess,
  budget: Budget,
  { wallMs, isProven }: { readonly wallMs: number; readonly isProven: boolean },
): Promise<Supervised> {
  decoder.hold(true)
  await decoder.ready
  const watchdog = startWatchdog(decoder, budget, wallMs)
  const isSound = isProven && (await decoder.call('prove', budget.memory).catch(() => false))
  let isSuspect = false

  /** Whatever the decoder made of it, an end for want of memory, or before it was proven sound, says nothing of the picture. */
  function weighed(error: unknown): unknown {
    if (!(error instanceof Unjudged) || (error.ending !== 'message' && error.ending !== 'death')) return error
    const { ending, wasFed, message } = error
    return new Unjudged(ending, wasFed && isSound && !watchdog.wasMemoryShort(), message)
  }

  return {
    async call(method, params) {
      try {
        return await decoder.call(method, params)
      } catch (error) {
        isSuspect ||= error instanceof Unjudged
        throw weighed(error)
      }
    },
    isSuspect: () => isSuspect,
    opened: () => watchdog.opened(),
    end() {
      decoder.hold(false)
      return watchdog.stop()
    },
  }
}
