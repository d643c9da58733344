import { createCatalogue } from '../src/config/catalogue.ts'
import { type Config, resolveConfig } from '../src/config/config.ts'
import { createSemaphore, type Semaphore } from '../src/core/semaphore.ts'
import type { Message, Observer, Ports } from '../src/core/ports.ts'
import { type OpenPicture, openPicture, type Picture } from '../src/image/picture.ts'
import { decoders } from '../src/image/sniff.ts'
import type { AddedFonts } from '../src/recipe.ts'
import { memoryStore } from '../src/stores/memory.ts'
import { type Condition, readAll, type Store } from '../src/stores/store.ts'

/** A queue that delivers nothing by itself. */
interface HeldQueue {
  /** What was sent and not taken yet. */
  readonly held: { readonly message: Message; readonly delayMs: number }[]
}

export interface World extends Ports {
  readonly sent: HeldQueue['held']
  /** Tags, in the order in which they were purged. */
  readonly purged: string[]
}

/** Everything that the use cases work with, in memory. */
export function createWorld(
  config: Omit<Config, 'fonts'> & { readonly fonts?: string | AddedFonts | undefined } = {},
  stores: Partial<Pick<Ports, 'originals' | 'processed' | 'errors'>> = {},
): World {
  const settings = resolveConfig(config)
  const sent: World['sent'] = []
  const purged: string[] = []
  return {
    originals: memoryStore(),
    processed: memoryStore(),
    errors: memoryStore(),
    ...stores,
    queue: {
      async send(message, delayMs = 0) {
        sent.push({ message, delayMs })
      },
    },
    async purge(tags) {
      purged.push(...tags)
    },
    openPicture: counting(openPicture),
    catalogue: createCatalogue(settings, decoders),
    settings,
    sent,
    purged,
  }
}

const open = new Set<Picture>()

export const picturesOpen = (): number => open.size

/** To be called when a test is over. @throws Error where a picture is still open, which would keep a decoder from others */
export function allClosed(): void {
  const left = open.size
  open.clear() // the next test is not to blame
  if (left > 0) throw new Error(`${left} pictures were left open`)
}

/** Opens pictures as another does, and keeps count of those that have not been closed. */
export function counting(openPicture: OpenPicture): OpenPicture {
  return async (...args) => {
    const opened = await openPicture(...args)
    const picture: Picture = {
      render: (making) => opened.render(making),
      facts: () => opened.facts(),
      close() {
        open.delete(picture)
        opened.close()
      },
    }
    open.add(picture)
    return picture
  }
}

/** An observer that listens to nothing. */
export const deaf: Observer = {
  stage() {},
  servedAlthoughStored() {},
  unqueued() {},
  unjudged() {},
  overMaxBytes() {},
  refused() {},
}

export const roomy = (): Semaphore => createSemaphore(100, 100)

/** Stores an object whatever was there. */
export async function upload(store: Store, key: string, body: Uint8Array, contentType = 'image/jpeg'): Promise<string> {
  const head = await store.head(key)
  const only: Condition = head === null ? 'absent' : { etag: head.etag }
  const etag = await store.put(key, { body, contentType, metadata: {} }, only)
  if (etag === null) throw new Error(`${key} changed under the test`)
  return etag
}

export async function remove(store: Store, key: string): Promise<void> {
  const head = await store.head(key)
  if (head !== null) await store.delete(key, head.etag)
}

export async function keysOf(store: Store): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of store.list()) keys.push(key)
  return keys
}

export async function bytesOf(store: Store, key: string): Promise<Uint8Array | null> {
  const object = await store.get(key)
  return object === null ? null : readAll(object.body)
}

/** A store that does something else first, or instead. */
export function altered(store: Store, changes: Partial<Store>): Store {
  return { ...store, ...changes }
}
