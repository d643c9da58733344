import type { Rendition } from '../../config/catalogue.ts'
import { Refused, Unfinished, Unjudged } from '../../errors.ts'
import type { Effort } from '../../image/picture.ts'
import { printPath } from '../../path.ts'
import type { Rendered } from '../../recipe.ts'
import { renditionFactsOf, renderInfo } from '../info.ts'
import type { Ports } from '../ports.ts'
import { isCurrent, renditionObject, sourceOf } from '../stored.ts'
import { load, timed, type Timings, withoutVerdict } from './load.ts'

/** A decoded original, while renditions of it are made and stored for whoever shares it. */
export interface Session {
  readonly timings: Readonly<Timings>
  /** @throws Refused, Unjudged, or Unfinished */
  render(rendition: Rendition): Promise<Rendered>
  /** Stores the rendition and the missing pre-warmed ones. Whatever it finds amiss it leaves to `reconcile`. */
  writeBack(rendition: Rendition): Promise<void>
  /** Gives the decoder back: always to be called in the end. */
  close(): void
}

/**
 * Reads and decodes an original.
 *
 * @throws NoOriginal, Archived, Refused, Unjudged, Changed, or Unfinished
 */
export async function openSession(ports: Ports, key: string, effort: Effort): Promise<Session> {
  const timings: Timings = {}
  const { picture, source, isDrawing, isYoung } = await load(ports, key, timings, effort)
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

  /** `amiss`: something else is stored, and stays. Replacing it is for `reconcile`, which purges. */
  const store = oncePerName(stored, async (rendition) => {
    const path = printPath(rendition.name, key)
    const there = await ports.processed.head(path)
    if (there !== null) return isCurrent(there, source, rendition) ? 'found' : 'amiss'
    const object = renditionObject(key, { source, isDrawing }, rendition, await render(rendition), ports.settings)
    return (await ports.processed.put(path, object, 'absent')) === null ? 'amiss' : 'put'
  })

  async function writeBack(rendition: Rendition): Promise<void> {
    const asked = await store(rendition)
    if (asked === 'found') ports.observer?.servedAlthoughStored()
    let isRight = asked !== 'amiss'
    for (const other of ports.catalogue.renditions.values()) {
      if (other.prewarm) isRight = (await store(other)) !== 'amiss' && isRight
    }
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
