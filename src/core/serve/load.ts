import { Archived, Changed, NoOriginal, Refused, Unfinished, Unjudged } from '../../errors.ts'
import { claimsPicture } from '../../image/kinds.ts'
import type { Effort, Picture } from '../../image/picture.ts'
import { escapeKey } from '../../path.ts'
import type { Box } from '../../recipe.ts'
import { openOriginal, type Original } from '../original.ts'
import type { Ports } from '../ports.ts'
import { standingRefusal } from '../stored.ts'

const ATTEMPTS = 3

/** An original that was read and decoded for a request. */
export interface Loaded {
  readonly picture: Picture
  readonly source: string
  readonly isDrawing: boolean
  /** Whether the original may still be being written. */
  readonly isYoung: boolean
}

/** How long the stages took, in ms. */
export type Timings = Record<string, number>

/**
 * Reads and decodes an original, again where it is replaced meanwhile.
 *
 * @param boxes what it is decoded for
 * @throws NoOriginal, Archived, Refused, Unjudged, Changed, or Unfinished
 */
export async function load(
  ports: Ports,
  key: string,
  boxes: readonly Box[],
  timings: Timings,
  effort: Effort,
): Promise<Loaded> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await loadOnce(ports, key, boxes, timings, effort)
    } catch (error) {
      if (!(error instanceof Changed) || attempt === ATTEMPTS) throw error
    }
  }
}

async function loadOnce(...[ports, key, boxes, timings, effort]: Parameters<typeof load>): Promise<Loaded> {
  const original = await timed(timings, 'read', () => openPicturesOnly(ports, key))
  // Nothing else is asked for an unknown key, which is what a flood consists of: docs/decisions/032-negative-answers.md.
  if (original === null) throw new NoOriginal()
  await refuseWhatIsKnown(ports, key, original)
  const { verdict, source, isYoung, kind } = original
  if (verdict !== 'picture') await original.close()
  if (verdict === 'other') throw new NoOriginal() // nobody is told that something else lies there
  return withoutVerdict(ports, key, isYoung, async () => {
    if (verdict instanceof Refused) throw verdict
    const bytes = await timed(timings, 'read', () => original.bytes())
    const picture = await timed(timings, 'decode', () =>
      ports.openPicture(bytes, ports.settings.limits, boxes, original.focus, effort),
    )
    return { picture, source, isDrawing: kind === 'svg', isYoung }
  })
}

/** Opens an original. Of one that is archived only the name tells whether it is a picture, and nobody is told of others. */
async function openPicturesOnly(ports: Ports, key: string): Promise<Original | null> {
  try {
    return await openOriginal(ports, key)
  } catch (error) {
    if (error instanceof Archived && !claimsPicture(key, undefined)) return null
    throw error
  }
}

/** Refuses an original that was found broken by its error entry, without reading more of it. */
async function refuseWhatIsKnown(ports: Ports, key: string, original: Original): Promise<void> {
  try {
    const broken = await ports.errors.head(escapeKey(key))
    if (broken === null) return
    const refusal = standingRefusal(broken, key, original, ports.catalogue)
    if (refusal !== null) throw refusal
    await enqueue(ports, key)
  } catch (error) {
    await original.close()
    throw error
  }
}

/**
 * Works on an original for a request. Where that fails, it is for `reconcile` alone to judge why: it keeps the copy and the
 * reason, and tells a starved machine from a picture that is too much for any.
 *
 * @throws what `work` throws, with the key in the queue where that is Refused or Unjudged; Unfinished instead of Refused
 * where the original may still be being written, for the watcher tells when it is whole
 */
export async function withoutVerdict<T>(
  ports: Pick<Ports, 'queue' | 'observer'>,
  key: string,
  isYoung: boolean,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refused && isYoung && error.reason !== 'too-many-bytes') throw new Unfinished()
    if (error instanceof Refused || error instanceof Unjudged) await enqueue(ports, key)
    throw error
  }
}

/** The picture's fault stays the picture's where the queue does not answer: whoever asks next tells the queue again. */
async function enqueue({ queue, observer }: Pick<Ports, 'queue' | 'observer'>, key: string): Promise<void> {
  await queue.send({ key }).catch((fault: unknown) => observer?.unqueued(fault))
}

/** Does some work, and adds the time that it takes to that of its stage. */
export async function timed<T>(timings: Timings, stage: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now()
  try {
    return await work()
  } finally {
    timings[stage] = (timings[stage] ?? 0) + performance.now() - start
  }
}
