import type { Rendition } from '../../config/catalogue.ts'
import { Refused, Unfinished, Unjudged } from '../../errors.ts'
import type { Effort } from '../../image/picture.ts'
import { printPath } from '../../path.ts'
import type { Box, Rendered } from '../../recipe.ts'
import { renditionFactsOf, renderInfo } from '../info.ts'
import type { Ports } from '../ports.ts'
import { isCurrent, renditionObject, sourceOf } from '../stored.ts'
import { load, timed, type Timings, withoutVerdict } from './load.ts'
import { standInWhenMade } from './stand-in.ts'

/** A decoded original, while renditions of it are made and stored for whoever shares it. */
export interface Session {
  readonly timings: Readonly<Timings>
  /** @throws Refused, Unjudged, or Unfinished */
  render(rendition: Rendition): Promise<Rendered>
  /** Stores the rendition and, where it is pre-warmed, the others that are and are missing. Whatever it finds amiss it leaves to `reconcile`. */
  writeBack(rendition: Rendition): Promise<void>
  /** Gives the decoder back: always to be called in the end. */
  close(): void
}

/**
 * Reads and decodes an original.
 *
 * @param boxes what it is decoded for: those of each rendition that is asked for
 * @throws NoOriginal, Archived, Refused, Unjudged, Changed, or Unfinished
 */
export async function openSession(ports: Ports, key: string, boxes: readonly Box[], effort: Effort): Promise<Session> {
  const timings: Timings = {}
  const { picture, source, isDrawing, isYoung } = await load(ports, key, boxes, timings, effort)
  const made = new Map<string, Promise<Rendered>>()
  const stored = new Map<string, Promise<'found' | 'put' | 'amiss'>>()
  const ask = <T>(work: () => Promise<T>) => withoutVerdict(ports, key, isYoung, work)

  const render = oncePerName(made, (rendition) =>
    rendition.kind === 'picture' ? timed(timings, 'encode', () => ask(() => picture.render(rendition))) : renderFacts(),
  )

  async function renderFacts(): Promise<Rendered> {
    const facts = await ask(() => picture.facts())
    return renderInfo(key, ports.catalogue, facts, async (one) => renditionFactsOf(await render(one)))
  }

  const store = oncePerName(stored, (rendition) => storeAs(rendition, rendition))

  /**
   * Stores one rendition's bytes under the name of one that has the same. `amiss`: something else is stored, and stays.
   * Replacing it is for `reconcile`, which purges.
   */
  async function storeAs(named: Rendition, rendition: Rendition): Promise<'found' | 'put' | 'amiss'> {
    const path = printPath(named.name, key)
    const there = await ports.processed.head(path)
    if (there !== null) return isCurrent(there, source, named) ? 'found' : 'amiss'
    const object = renditionObject(key, { source, isDrawing }, named, await render(rendition), ports.settings)
    return (await ports.processed.put(path, object, 'absent')) === null ? 'amiss' : 'put'
  }

  async function storeAsked(rendition: Rendition): Promise<boolean> {
    const named = isDrawing ? rendition : standInWhenMade(rendition, await render(rendition), ports.catalogue)
    const asked = named === rendition ? await store(rendition) : await storeAs(named, rendition)
    if (asked === 'found' && named === rendition) ports.observer?.servedAlthoughStored()
    return asked !== 'amiss'
  }

  async function storeSiblings(): Promise<boolean> {
    let isRight = true
    for (const other of ports.catalogue.renditions.values()) {
      if (other.prewarm) isRight = (await store(other)) !== 'amiss' && isRight
    }
    return isRight
  }

  /** What is pre-warmed comes from another decode, which is the queue's where it was missed; the info tells of all of it. */
  async function hasSiblings(): Promise<boolean> {
    const { info } = ports.catalogue
    const there = await ports.processed.head(printPath(info.name, key))
    return there !== null && isCurrent(there, source, info)
  }

  async function writeBack(rendition: Rendition): Promise<void> {
    const isStored = await storeAsked(rendition)
    const isRight = (await (rendition.prewarm ? storeSiblings() : hasSiblings())) && isStored
    const now = await ports.originals.head(key)
    if (!isRight || now === null || sourceOf(now) !== source) await ports.queue.send({ key })
  }

  return {
    timings,
    render,
    writeBack: (rendition) => handOver(ports, key, () => writeBack(rendition)),
    close: () => picture.close(),
  }
}

/**
 * Does some work, and where that fails halfway leaves the key to the queue. The queue may know of the decoder's end already,
 * but not of what was stored since.
 */
async function handOver({ queue }: Ports, key: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    await queue.send({ key })
    if (error instanceof Refused || error instanceof Unjudged || error instanceof Unfinished) return // nothing here is at fault
    throw error
  }
}

function oncePerName<T>(known: Map<string, Promise<T>>, make: (rendition: Rendition) => Promise<T>) {
  return (rendition: Rendition): Promise<T> => {
    const made = known.get(rendition.name) ?? make(rendition)
    known.set(rendition.name, made)
    return made
  }
}
