import type { Rendition } from './catalogue.ts'
import { Changed, NoOriginal, Refused, Unfinished } from './errors.ts'
import type { Picture } from './image/picture.ts'
import type { Rendered } from './image/recipe.ts'
import { measured, renderInfo } from './info.ts'
import { decode, encode } from './observed.ts'
import { openOriginal } from './original.ts'
import { escapeKey, printPath } from './path.ts'
import type { Ports } from './ports.ts'
import { isCurrent, isStillRefused, readErrorEntry, renditionObject, sourceOf } from './stored.ts'

const ATTEMPTS = 3

/** One original in memory, while renditions of it are asked for and stored. */
export interface Flight {
  readonly timings: Readonly<Record<string, number>>
  render(rendition: Rendition): Promise<Rendered>
  /** Stores the rendition and the missing pre-warmed ones. Whatever it finds amiss it leaves to `reconcile`. */
  writeBack(rendition: Rendition): Promise<void>
}

/**
 * Reads and decodes an original.
 *
 * @throws NoOriginal, Refused, Changed, or Unfinished
 */
export async function takeOff(ports: Ports, key: string): Promise<Flight> {
  const timings: Record<string, number> = {}
  const { picture, source } = await load(ports, key, timings)
  const made = new Map<string, Promise<Rendered>>()
  const stored = new Map<string, Promise<'found' | 'put' | 'amiss'>>()

  const render = once(made, (rendition) =>
    rendition.kind === 'picture'
      ? timed(timings, 'encode', () => encode(ports, () => picture.render(rendition)))
      : tell(),
  )

  async function tell(): Promise<Rendered> {
    return renderInfo(key, ports.catalogue, await picture.facts(), async (one) => measured(await render(one)))
  }

  /** `amiss`: something else is stored, and stays. Replacing it is for `reconcile`, which purges. */
  const store = once(stored, async (rendition) => {
    const path = printPath(rendition.name, key)
    const there = await ports.processed.head(path)
    if (there !== null) return isCurrent(there, source, rendition) ? 'found' : 'amiss'
    const object = renditionObject(key, source, rendition, await render(rendition), ports.settings)
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
  }
}

async function load(
  ports: Ports,
  key: string,
  timings: Record<string, number>,
): Promise<{ picture: Picture; source: string }> {
  await refuseWhatIsKnown(ports, key)
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await loadOnce(ports, key, timings)
    } catch (error) {
      if (!(error instanceof Changed) || attempt === ATTEMPTS) throw error
    }
  }
}

/** An original that was found broken is answered from its entry, without reading it again. */
async function refuseWhatIsKnown({ errors, originals, catalogue, queue }: Ports, key: string): Promise<void> {
  const broken = await errors.head(escapeKey(key))
  if (broken === null) return
  const original = await originals.head(key)
  if (original === null) throw new NoOriginal()
  const entry = readErrorEntry(broken)
  if (entry !== null && isStillRefused(entry, key, original, catalogue)) throw new Refused(entry.reason, entry.detail)
  await queue.send({ key })
}

async function loadOnce(
  ports: Ports,
  key: string,
  timings: Record<string, number>,
): Promise<{ picture: Picture; source: string }> {
  const original = await timed(timings, 'read', () => openOriginal(ports, key))
  if (original === null) throw new NoOriginal()
  const { verdict, source } = original
  if (verdict !== 'picture') await original.close()
  if (verdict === 'other') throw new NoOriginal() // nobody is told that something else lies there
  try {
    if (verdict instanceof Refused) throw verdict
    const bytes = await timed(timings, 'read', () => original.bytes())
    const picture = await timed(timings, 'decode', () => decode(ports, bytes, original.focus))
    return { picture, source }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    if (original.isYoung && error.reason !== 'too-many-bytes') throw new Unfinished() // the watcher tells when it is whole
    await ports.queue.send({ key }) // it keeps the copy and the reason
    throw error
  }
}

/** What fails halfway is not lost: the queue takes the key. */
async function handOver({ queue }: Ports, key: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    await queue.send({ key })
    throw error
  }
}

function once<T>(known: Map<string, Promise<T>>, make: (rendition: Rendition) => Promise<T>) {
  return (rendition: Rendition): Promise<T> => {
    const made = known.get(rendition.name) ?? make(rendition)
    known.set(rendition.name, made)
    return made
  }
}

async function timed<T>(timings: Record<string, number>, stage: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now()
  try {
    return await work()
  } finally {
    timings[stage] = (timings[stage] ?? 0) + performance.now() - start
  }
}
