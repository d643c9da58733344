import { Unjudged } from '../errors.ts'
import { openAccount } from './account.ts'
import type { Budget } from './budget.ts'
import type { Asked, Verb } from './messages.ts'
import type { DecoderProcess } from './process.ts'

/** A process that one original has to itself, within its budget. */
export interface Lease {
  /** @throws Refused, Unjudged, or a fault */
  ask<V extends Verb>(verb: V, about: Asked[V][0]): Promise<Asked[V][1]>
  /** Something ended without a verdict, so that the process had better not have another original. */
  isSuspect(): boolean
  /** Its pixels are there. */
  opened(): void
  /** Ends the account, and gives the CPU time that was used, in ms. */
  end(): number
}

/**
 * @param wallMs by the clock
 * @param isProven whether the process is to show first that it can decode at all: only then can its death, or its words, be
 * about the picture
 */
export async function openLease(
  decoder: DecoderProcess,
  budget: Budget,
  { wallMs, isProven }: { readonly wallMs: number; readonly isProven: boolean },
): Promise<Lease> {
  decoder.hold(true)
  await decoder.ready
  const account = openAccount(decoder, budget, wallMs)
  const isSound = isProven && (await decoder.ask('prove', budget.memory).catch(() => false))
  let isSuspect = false

  /** What ends for want of memory, or of anything else, says nothing of the picture, whatever the decoder made of it. */
  function weighed(error: unknown): unknown {
    if (!(error instanceof Unjudged) || (error.ending !== 'message' && error.ending !== 'death')) return error
    const { ending, wasFed, message } = error
    return new Unjudged(ending, wasFed && isSound && !account.wasMemoryShort(), message)
  }

  return {
    async ask(verb, about) {
      try {
        return await decoder.ask(verb, about)
      } catch (error) {
        isSuspect ||= error instanceof Unjudged
        throw weighed(error)
      }
    },
    isSuspect: () => isSuspect,
    opened: () => account.opened(),
    end() {
      decoder.hold(false)
      return account.close()
    },
  }
}
