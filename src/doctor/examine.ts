import type { Semaphore } from '../core/semaphore.ts'
import { type Original, openOriginal } from '../core/original.ts'
import type { Ports } from '../core/ports.ts'
import { type Inspection, type Inspect, inspectAhead } from '../image/inspect.ts'
import type { Kind } from '../image/kinds.ts'

/** In bytes: most headers end before the first of these, nearly all before the second. */
const ENOUGH = [64 * 1024, 1024 * 1024]

/** What an original turned out to be, without being decoded. */
export interface Examined {
  /** By its first bytes; `null`: no picture. */
  readonly kind: Kind | null
  /** As `Original` has it, but known better where the header was read. */
  readonly verdict: Original['verdict']
  /** Of what is worth decoding by its first bytes. */
  readonly inspection: Inspection | null
}

export type ExaminePorts = Pick<Ports, 'originals' | 'settings' | 'catalogue'> & { readonly inspect: Inspect }

/**
 * Reads as little of an original as tells what it is; `null` where it is not there any more.
 *
 * @param whole lets in those that have to be read to their end, for they take memory
 * @throws faults of the store
 */
export async function examine(ports: ExaminePorts, key: string, whole: Semaphore): Promise<Examined | null> {
  const original = await openOriginal(ports, key)
  if (original === null) return null
  const { kind, verdict } = original
  try {
    if (verdict !== 'picture' || kind === null) return { kind, verdict, inspection: null }
    const seen = await lookAt(ports, original, kind, whole)
    return { kind, verdict: seen.refused ?? verdict, inspection: seen }
  } finally {
    await original.close()
  }
}

async function lookAt(
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
