import { Unjudged } from '../errors.ts'
import type { Budget } from './budget.ts'
import { availableMemory, hasMemoryLeft } from '../image/memory.ts'
import type { DecoderProcess } from './process.ts'
import { usageOf } from './usage.ts'

/** In ms, between two looks at what a decoder has used. */
const EVERY_MS = 100
/** In bytes: what is left to others where there is less than an original is promised. */
const MARGIN = 64 * 2 ** 20
/** A decoder with less of a core than this all the while says nothing of its picture. */
const ENOUGH = 0.5

/** What one original takes, held against what it may. */
export interface Account {
  /** From now on it may use all of its budget. */
  opened(): void
  /** Whether memory was short at any look. */
  wasMemoryShort(): boolean
  /** Gives the CPU time that was used, in ms, as far as the system tells. */
  close(): number
}

/**
 * Ends a decoder whose original takes more than its budget. Where the system does not tell what a process uses, the
 * clock stands for the CPU, with twice the time, and memory is not bounded.
 *
 * @param wallMs by the clock; what it meets is no verdict
 */
export function openAccount(decoder: DecoderProcess, budget: Budget, wallMs: number): Account {
  const begun = performance.now()
  const usage = () => (decoder.pid === undefined ? null : usageOf(decoder.pid))
  const first = usage()
  const most = Math.min(budget.memory, Math.max(0, availableMemory() - MARGIN) + (first?.memory ?? 0))
  let wasShort = false
  let used = 0
  let mostMs = budget.openMs

  function look(): void {
    wasShort ||= !hasMemoryLeft()
    const passed = performance.now() - begun
    const now = usage()
    if (now === null || first === null) {
      if (first === null && passed > 2 * mostMs) decoder.kill(overTime(mostMs, true))
      return
    }
    used = now.cpuMs - first.cpuMs
    if (used > mostMs) decoder.kill(overTime(mostMs, used >= ENOUGH * passed))
    else if (now.memory > most) decoder.kill(overMemory(budget, most === budget.memory))
  }

  const looking = setInterval(look, EVERY_MS)
  const late = setTimeout(() => decoder.kill(starved()), wallMs)
  return {
    opened: () => void (mostMs = budget.cpuMs),
    wasMemoryShort: () => wasShort || !hasMemoryLeft(),
    close() {
      clearInterval(looking)
      clearTimeout(late)
      const now = usage()
      return now === null || first === null ? used : now.cpuMs - first.cpuMs
    },
  }
}

function overTime(mostMs: number, wasFed: boolean): Unjudged {
  return new Unjudged('time', wasFed, `the picture takes more than ${mostMs / 1000} s of CPU time`)
}

function overMemory({ memory }: Budget, wasFed: boolean): Unjudged {
  return new Unjudged('memory', wasFed, `the picture takes more than ${Math.round(memory / 2 ** 20)} MB of memory`)
}

function starved(): Unjudged {
  return new Unjudged('time', false, 'there was not enough time for the picture')
}
