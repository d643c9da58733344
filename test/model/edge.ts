import type { Rendition } from '../../src/config/catalogue.ts'
import type { Served } from '../../src/core/serve.ts'
import { cacheTag } from '../../src/core/stored.ts'
import { Archived, NoOriginal, Refused } from '../../src/errors.ts'
import { printPath } from '../../src/path.ts'
import { readAll, type Store } from '../../src/stores/store.ts'
import type { Actor, Time } from './time.ts'

const MINUTE = 60_000
const YEAR = 31_536_000_000

/** How long an answer made on the spot lives, in ms. */
const MADE = MINUTE

interface Entry {
  readonly text: string
  readonly tag: string | null
  readonly expires: number
}

/** A cache in front of the processed bucket and, where that has nothing, of the app. */
export interface Edge {
  request(path: { rendition: Rendition; key: string }, origins: Origins): Promise<void>
  purge(tags: readonly string[] | 'everything'): void
  /** What it would answer without asking anybody. */
  held(): Map<string, string>
}

interface Origins {
  readonly fetcher: Actor
  readonly processed: Store
  readonly serve: () => Promise<Served>
}

export function createEdge(time: Time): Edge {
  const entries = new Map<string, Entry>()

  async function fetch(
    key: string,
    path: string,
    origins: Origins,
  ): Promise<{ entry: Entry | null; finish: () => Promise<void> }> {
    const nothing = async () => {}
    const stored = await origins.processed.get(path)
    if (stored !== null) {
      const text = Buffer.from(await readAll(stored.body)).toString()
      return { entry: { text, tag: stored.metadata['cache-tag'] ?? null, expires: time.now + YEAR }, finish: nothing }
    }
    try {
      const served = await origins.serve()
      const text = Buffer.from(served.rendered.bytes).toString()
      const life = served.stored === null ? MADE : YEAR
      return { entry: { text, tag: cacheTag(key), expires: time.now + life }, finish: () => served.finish() }
    } catch (error) {
      const isAnswer = error instanceof NoOriginal || error instanceof Archived || error instanceof Refused
      // Whether error answers bear a tag is not known of CloudFront, so here they do not: they must only live briefly.
      return { entry: isAnswer ? { text: error.name, tag: null, expires: time.now + MINUTE } : null, finish: nothing }
    }
  }

  return {
    async request({ rendition, key }, origins) {
      const path = printPath(rendition.name, key)
      const known = entries.get(path)
      if (known !== undefined && known.expires > time.now) return
      const { entry, finish } = await fetch(key, path, origins)
      await time.step(origins.fetcher, `the answer for ${path} arrives`)
      if (entry !== null) entries.set(path, entry)
      await finish()
    },
    purge(tags) {
      for (const [path, { tag }] of entries) {
        if (tags === 'everything' || (tag !== null && tags.includes(tag))) entries.delete(path)
      }
    },
    held: () =>
      new Map([...entries].flatMap(([path, { text, expires }]) => (expires > time.now ? [[path, text]] : []))),
  }
}
