import type { Progress } from '../cli/progress.ts'
import type { Ports } from '../core/ports.ts'
import { createSemaphore } from '../core/semaphore.ts'
import { Archived, Refused } from '../errors.ts'
import { heicInstallCommand } from '../image/heic-decoder.ts'
import { isMisleading } from '../image/kinds.ts'
import { SENSOR_DATA } from '../image/tiff/tiff.ts'
import { type Collection, faultText } from './collection.ts'
import { type ExaminePorts, type Examined, examine } from './examine.ts'
import { inParallel } from './promise-pool.ts'
import type { Picked } from './sample.ts'
import { type Largest, isTooSmall } from './sizes.ts'
import type { Tally } from './tally.ts'

/** The names that cameras give to raw photos which are no TIFF: Canon, Fujifilm, Minolta, Olympus, Panasonic, Sigma. */
const RAW_NAMES = /\.(?:cr2|cr3|crw|raf|mrw|orf|raw|rw2|x3f)$/i

/** How many files are read to their end at a time. */
const WHOLE = 2

/**
 * The second pass over a collection: it reads the beginning of every object that can be served, and notes what the object
 * is. It notes what cannot be read, too.
 *
 * @param all how many there are, for the progress
 */
export async function scanContents(
  collection: Collection,
  ports: ExaminePorts,
  tally: Tally,
  { all, largest, stop, progress }: { all: number; largest: Largest | null; stop: AbortSignal; progress: Progress },
): Promise<void> {
  const whole = createSemaphore(WHOLE, Infinity)
  let done = 0
  await inParallel(readable(collection, ports), collection.atOnce, stop, async (one) => {
    try {
      const examined = await examine(ports, one.key, whole)
      if (stop.aborted) return // what comes later is not in the report any more
      if (examined !== null) noteContents(one, examined, tally, largest)
    } catch (error) {
      if (stop.aborted) return
      if (error instanceof Archived) tally.archived.add('archived', one.key, one.size)
      else tally.faults.add('fault', one.key, one.size, faultText(error))
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

/** Notes what one object turned out to be. */
function noteContents(
  one: Picked,
  { kind, verdict, inspection }: Examined,
  tally: Tally,
  largest: Largest | null,
): void {
  const { key, size } = one
  if (kind !== null) {
    tally.formats.add(kind, key, size)
    if (isMisleading(key, kind)) tally.misleading.add(kind, key, size)
  }
  if (inspection?.hasPlace) tally.located.add('place', key, size)
  if (inspection?.size != null) {
    tally.sizes.add(key, inspection.size)
    if (largest !== null && isTooSmall(largest.box, inspection.size)) tally.small.add('small', key, size)
  }
  if (verdict === 'other') {
    tally.others.add('other', key, size)
    if (RAW_NAMES.test(key)) tally.raw.add('raw', key, size)
    tally.draws.other.add(one)
  } else if (verdict instanceof Refused) {
    tally.refused.add(reasonOf(verdict), key, size, verdict.message)
    tally.draws.refused.add(one)
  } else {
    tally.pictures.add('picture', key, size)
    tally.draws.picture.add(one)
    if (inspection !== null && (kind === 'gif' || kind === 'webp') && inspection.pages > 1) {
      tally.animations.add(inspection.frames > 1 ? 'moving' : 'still', key, size, `${inspection.pages} frames`)
    }
  }
}

/**
 * Tells a missing decoder apart, which is no fault of the picture and easily mended, and raw photos, which their owner
 * takes for pictures.
 */
function reasonOf({ reason, message }: Refused): string {
  if (message.includes(heicInstallCommand)) return 'no-heic-decoder'
  return message === SENSOR_DATA ? 'raw' : reason
}
