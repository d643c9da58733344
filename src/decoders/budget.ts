import { totalmem } from 'node:os'
import { Unjudged } from '../errors.ts'
import { availableMemory, hasMemoryLeft } from '../image/available-memory.ts'
import type { Limits } from '../recipe.ts'
import type { DecoderProcess } from './process.ts'

/** What every original is promised, and what it gets at most, from its first byte to its last rendition. */
export interface Budget {
  /** CPU time in ms, of all threads. */
  readonly cpuMs: number
  /** How much of that may be used until the pixels are there. */
  readonly openMs: number
  /** The memory of the whole process that works on it, in bytes. */
  readonly memory: number
}

/**
 * Measured, the dearest originals that the bounds let through took 40 s, animations with noise in every frame, before these got one palette for all frames; stills take 3 s
 * at most. A run of `reconcile` has time for twice as much.
 */
const CPU_MS = 45_000
/** A file that hangs a decoder hangs it while it is opened, and is in everybody's way so long; 3 s were measured at most. */
const OPEN_MS = 15_000
/** How many bytes Node.js, Sharp and drawings take, beside the pixels. */
const BASE = 256 * 2 ** 20
/** The most that any kind of picture was measured to take; where pixels take more, fewer of them are let through. */
const BYTES_PER_PIXEL = 9
/** The same of an animation, for each pixel of all its frames: what is decoded, and what is made of it, several times over. */
const BYTES_PER_MOVING_PIXEL = 10

/** The largest part of the memory of the machine, or of the control group that this process is in: no more could ever be given. */
const SHARE = 0.6

/** The budget of an original within these limits. */
export function budgetFor(limits: Limits): Budget {
  const all = Math.min(totalmem(), process.constrainedMemory() || Infinity)
  const pixels = Math.max(BYTES_PER_PIXEL * limits.pixels, BYTES_PER_MOVING_PIXEL * limits.animationPixels)
  return {
    cpuMs: CPU_MS,
    openMs: OPEN_MS,
    memory: Math.min(BASE + 2 * limits.bytes + pixels, SHARE * all),
  }
}

/** How long it waits between two checks of what a decoder has used, in ms. */
const EVERY_MS = 100
/** How many bytes are left to others where there is less memory than an original is promised. */
const MARGIN = 64 * 2 ** 20
/** The share of a core below which a decoder's time says nothing of its picture. */
const ENOUGH = 0.5

/** A watchdog over one decoder and one original. */
export interface Watchdog {
  /** The pixels are there: from now on all of the CPU time may be used. */
  opened(): void
  /** Whether the machine was short of memory at any check, or is now. */
  wasMemoryShort(): boolean
  /** Ends the watch, and gives the CPU time that was used, in ms, as far as the system tells. */
  stop(): number
}

/**
 * Kills a decoder whose original takes more than its budget. Where the system does not tell what a process uses, the
 * clock stands for the CPU, with twice the time, and memory is not bounded.
 *
 * @param wallMs in ms by the clock; running out of these is no verdict on the picture
 */
export function startWatchdog(decoder: DecoderProcess, budget: Budget, wallMs: number): Watchdog {
  const begun = performance.now()
  const first = decoder.usage()
  const most = Math.min(budget.memory, Math.max(0, availableMemory() - MARGIN) + (first?.memory ?? 0))
  let wasShort = false
  let used = 0
  let mostMs = budget.openMs

  function check(): void {
    wasShort ||= !hasMemoryLeft()
    const passed = performance.now() - begun
    const now = decoder.usage()
    if (now === null || first === null) {
      if (first === null && passed > 2 * mostMs) decoder.kill(overTime(mostMs, true))
      return
    }
    used = now.cpuMs - first.cpuMs
    if (used > mostMs) decoder.kill(overTime(mostMs, used >= ENOUGH * passed))
    else if (now.memory > most) decoder.kill(overMemory(budget, most === budget.memory))
  }

  const checking = setInterval(check, EVERY_MS)
  const late = setTimeout(() => decoder.kill(starved()), wallMs)
  return {
    opened: () => void (mostMs = budget.cpuMs),
    wasMemoryShort: () => wasShort || !hasMemoryLeft(),
    stop() {
      clearInterval(checking)
      clearTimeout(late)
      const now = decoder.usage()
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
