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

/** @param wallMs by the clock */
export async function openLease(decoder: DecoderProcess, budget: Budget, wallMs: number): Promise<Lease> {
  decoder.hold(true)
  await decoder.ready
  const account = openAccount(decoder, budget, wallMs)
  let isSuspect = false

  /** What ends for want of memory says nothing of the picture, whatever the decoder made of it. */
  async function weighed(error: unknown): Promise<unknown> {
    if (!(error instanceof Unjudged) || !error.wasFed) return error
    if (error.ending !== 'message' && error.ending !== 'death') return error
    const { ending, message } = error
    const hasMemory = !account.wasMemoryShort() && (ending === 'death' || (await decoder.ask('reserve', budget.memory)))
    return hasMemory ? error : new Unjudged(ending, false, message)
  }

  return {
    async ask(verb, about) {
      try {
        return await decoder.ask(verb, about)
      } catch (error) {
        isSuspect ||= error instanceof Unjudged
        throw await weighed(error)
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
