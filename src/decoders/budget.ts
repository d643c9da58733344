import type { Limits } from '../image/recipe.ts'

/** What every original is promised, and what it gets at most, from its first byte to its last rendition. */
export interface Budget {
  /** CPU time in ms, of all threads. */
  readonly cpuMs: number
  /** Of the whole process that works on it, in bytes. */
  readonly memory: number
}

/**
 * Measured, the dearest originals that the limits let through take half of it: an animation, or a picture of 128
 * megapixels. Twice as much at half a core is 80 s, and a run of `reconcile` has 120.
 */
const CPU_MS = 20_000
/** In bytes: Node.js, Sharp and what drawings take, beside the pixels. */
const BASE = 256 * 2 ** 20
/** More than any kind was measured to take for a pixel that the limits let through; of what takes more, fewer are let through. */
const BYTES_PER_PIXEL = 9

export function budgetFor(limits: Limits): Budget {
  return { cpuMs: CPU_MS, memory: BASE + 2 * limits.bytes + BYTES_PER_PIXEL * limits.pixels }
}
