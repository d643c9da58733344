import { type Original, openOriginal } from '../core/original.ts'
import type { Ports } from '../core/ports.ts'
import type { Semaphore } from '../core/semaphore.ts'
import { type Inspection, type Inspect, inspectAhead } from '../image/inspect.ts'
import type { Kind } from '../image/kinds.ts'

/** How many bytes are read first, and then: most headers end before the first of these, nearly all before the second. */
const ENOUGH = [64 * 1024, 1024 * 1024]

/** What an original turned out to be, without being decoded. */
export interface Examined {
  /** The kind by its first bytes; `null` where it is no picture. */
  readonly kind: Kind | null
  /** The verdict as `Original` has it, but known better where the header was read. */
  readonly verdict: Original['verdict']
  /** What its header tells; `null` where its first bytes show that it is not worth decoding. */
  readonly inspection: Inspection | null
}

export type ExaminePorts = Pick<Ports, 'originals' | 'settings' | 'catalogue'> & { readonly inspect: Inspect }

/**
 * Reads as little of an original as tells what it is. Returns `null` where it is not there any more.
 *
 * @param whole bounds how many originals are read to their end at once, for they take memory
 * @throws faults of the store
 */
export async function examine(ports: ExaminePorts, key: string, whole: Semaphore): Promise<Examined | null> {
  const original = await openOriginal(ports, key)
  if (original === null) return null
  const { kind, verdict } = original
  try {
    if (verdict !== 'picture' || kind === null) return { kind, verdict, inspection: null }
    const seen = await inspectHeader(ports, original, kind, whole)
    return { kind, verdict: seen.refused ?? verdict, inspection: seen }
  } finally {
    await original.close()
  }
}

/** Reads more and more of the original, until its header is there whole. */
async function inspectHeader(
  { settings: { limits }, catalogue: { boxes }, inspect }: Omit<ExaminePorts, 'originals'>,
  original: Original,
  kind: Kind,
  whole: Semaphore,
): Promise<Inspection> {
  for (const wanted of ENOUGH) {
    const first = await original.first(wanted)
    if (first.length < wanted) break
    const seen = await inspectAhead(inspect, first, kind, limits, boxes)
    if (seen !== null) return seen
  }
  const release = await whole.acquire()
  try {
    return await inspect(await original.bytes(), kind, limits, boxes)
  } finally {
    release()
  }
}
