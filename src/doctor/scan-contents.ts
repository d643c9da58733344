import { Refused } from '../errors.ts'
import { createSemaphore } from '../core/semaphore.ts'
import { heicInstallCommand } from '../image/heic-decoder.ts'
import { isHidden } from '../path.ts'
import type { Ports } from '../core/ports.ts'
import { type Collection, type Found, tell } from './collection.ts'
import { type ExaminePorts, type Examined, examine } from './examine.ts'
import { inParallel } from './promise-pool.ts'
import { isMisleading } from '../image/kinds.ts'
import type { Progress } from '../cli/progress.ts'
import type { Picked } from './sample.ts'
import type { Seen } from './tally.ts'
import { type Largest, isTooSmall } from './sizes.ts'
import { whyUnaddressable } from './scan-names.ts'

/** At a time, of files that are read to their end. */
const WHOLE = 2

/**
 * Lists a collection and notes what the listing alone tells. Returns how many objects there are to be read.
 *
 * @throws where it cannot be listed
 */
export async function listAll(
  collection: Collection,
  { catalogue }: Pick<Ports, 'catalogue'>,
  seen: Seen,
  stop: AbortSignal,
  progress: Progress,
): Promise<number> {
  let readable = 0
  let listed = 0
  for await (const found of collection.list()) {
    if (stop.aborted) break
    listed += 1
    progress('listed', listed)
    if (note(found, catalogue, seen)) readable += 1
  }
  return readable
}

/** Whether it is to be read. */
function note(found: Found, catalogue: Ports['catalogue'], seen: Seen): boolean {
  const { kind, key } = found
  const isLeftOut = !catalogue.table.hidden && isHidden(key)
  if (isLeftOut && (kind === 'special' || kind === 'closed')) return false // what nobody looks for, nobody misses
  if (kind === 'special') seen.special.add('special', key, 0)
  else if (kind === 'closed') seen.faults.add('fault', key, 0, found.why)
  else {
    const { size } = found
    seen.listed.add('object', key, size)
    const why = kind === 'misnamed' ? 'not-unicode' : whyUnaddressable(key, catalogue)
    if (!catalogue.isPublic(key)) seen.outside.add('outside', key, size)
    else if (why !== null) seen.unaddressable.add(why, key, size)
    else if (isLeftOut) seen.hidden.add('hidden', key, size)
    else return true
  }
  return false
}

/**
 * Reads the beginning of every object that can be served, and notes what it is. What cannot be read is noted, too.
 *
 * @param all how many there are, for the progress
 */
export async function readAll(
  collection: Collection,
  ports: ExaminePorts,
  seen: Seen,
  { all, largest, stop, progress }: { all: number; largest: Largest | null; stop: AbortSignal; progress: Progress },
): Promise<void> {
  const whole = createSemaphore(WHOLE, Infinity)
  let done = 0
  await inParallel(readable(collection, ports), collection.atOnce, stop, async (one) => {
    try {
      const examined = await examine(ports, one.key, whole)
      if (stop.aborted) return // what comes later is not in the report any more
      if (examined !== null) judge(one, examined, seen, largest)
    } catch (error) {
      if (stop.aborted) return
      seen.faults.add('fault', one.key, one.size, tell(error))
    }
    done += 1
    progress('read', done, all)
  })
}

async function* readable(collection: Collection, { catalogue }: Pick<Ports, 'catalogue'>): AsyncGenerator<Picked> {
  for await (const found of collection.list()) {
    if (found.kind === 'object' && catalogue.serves(found.key)) yield found
  }
}

function judge(one: Picked, { kind, verdict, inspection }: Examined, seen: Seen, largest: Largest | null): void {
  const { key, size } = one
  if (kind !== null) {
    seen.formats.add(kind, key, size)
    if (isMisleading(key, kind)) seen.misleading.add(kind, key, size)
  }
  if (inspection?.hasPlace) seen.located.add('place', key, size)
  if (inspection?.size != null) {
    seen.sizes.add(key, inspection.size)
    if (largest !== null && isTooSmall(largest.box, inspection.size)) seen.small.add('small', key, size)
  }
  if (verdict === 'other') {
    seen.others.add('other', key, size)
    seen.draws.other.add(one)
  } else if (verdict instanceof Refused) {
    seen.refused.add(reasonOf(verdict), key, size, verdict.message)
    seen.draws.refused.add(one)
  } else {
    seen.pictures.add('picture', key, size)
    seen.draws.picture.add(one)
    if (inspection !== null && (kind === 'gif' || kind === 'webp') && inspection.pages > 1) {
      seen.animations.add(inspection.frames > 1 ? 'moving' : 'still', key, size, `${inspection.pages} frames`)
    }
  }
}

/** A missing decoder is no fault of the picture, and easily mended. */
function reasonOf({ reason, message }: Refused): string {
  return message.includes(heicInstallCommand) ? 'no-heic-decoder' : reason
}
