import { totalmem } from 'node:os'
import type { Limits } from '../recipe.ts'

/** What every original is promised, and what it gets at most, from its first byte to its last rendition. */
export interface Budget {
  /** CPU time in ms, of all threads. */
  readonly cpuMs: number
  /** How much of it until its pixels are there. */
  readonly openMs: number
  /** Of the whole process that works on it, in bytes. */
  readonly memory: number
}

/**
 * Measured, the dearest originals that the bounds let through take 40 s, animations with noise in every frame; stills take 3 s
 * at most. A run of `reconcile` has time for twice as much.
 */
const CPU_MS = 45_000
/** What hangs a decoder does it here, and stands in everybody's way so long; 3 s were measured at most. */
const OPEN_MS = 15_000
/** In bytes: Node.js, Sharp and what drawings take, beside the pixels. */
const BASE = 256 * 2 ** 20
/** As many as any kind was measured to take at most; of one whose pixels take more, fewer are let through. */
const BYTES_PER_PIXEL = 9

/** Of the memory that the machine has, or the group of processes that this one is in: more it could never be given. */
const SHARE = 0.6

export function budgetFor(limits: Limits): Budget {
  const all = Math.min(totalmem(), process.constrainedMemory() || Infinity)
  return {
    cpuMs: CPU_MS,
    openMs: OPEN_MS,
    memory: Math.min(BASE + 2 * limits.bytes + BYTES_PER_PIXEL * limits.pixels, SHARE * all),
  }
}
