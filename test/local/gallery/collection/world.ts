import { reconcile } from '../../../../src/core/reconcile.ts'
import { type Collection, createCollection } from '../../../../src/local/gallery/collection/collection.ts'
import { everything } from '../../../../src/local/gallery/list-query.ts'
import type { Listing, ListQuery } from '../../../../src/local/gallery/listing.ts'
import type { NewObject, Store } from '../../../../src/stores/store.ts'
import { createWorld, upload, type World } from '../../../world.ts'

export const BYTES = Buffer.from('no picture, but called like one')

/** A collection over stores in memory, which is told of nothing by itself. */
export interface Shelf {
  readonly world: World
  readonly collection: Collection
  readonly reports: readonly unknown[]
  /** How often it asked for pages to come again. */
  readonly news: () => number
  /** The keys that a page shows, whole. */
  readonly keys: (query?: Partial<ListQuery>) => Promise<string[]>
  readonly list: (query?: Partial<ListQuery>) => Promise<Listing>
}

export async function shelf(
  keys: readonly string[] = [],
  { freshMs = null, most, world = createWorld() }: { freshMs?: number | null; most?: number; world?: World } = {},
): Promise<Shelf> {
  for (const key of keys) await upload(world.originals, key, BYTES)
  let news = 0
  const reports: unknown[] = []
  const collection = createCollection({
    view: world,
    changed: () => (news += 1),
    freshMs,
    report: (fault) => void reports.push(fault),
    ...(most !== undefined && { most }),
  })
  const list = (query: Partial<ListQuery> = {}) => collection.list({ ...everything, ...query })
  return {
    world,
    collection,
    reports,
    news: () => news,
    list,
    keys: async (query) => (await list(query)).items.map(({ key }) => key),
  }
}

/** Makes everything of an original, as the service would. */
export async function make(world: World, key: string, bytes: Uint8Array): Promise<void> {
  await upload(world.originals, key, bytes)
  await reconcile(world, { key })
}

/** Stores what an original's renditions are, without making them: only names and sizes matter here. */
export async function pretend(processed: Store, path: string, size: number, body?: object): Promise<void> {
  const object: NewObject = {
    body: body === undefined ? Buffer.alloc(size) : Buffer.from(JSON.stringify(body)),
    contentType: 'image/jpeg',
    metadata: { width: '4', height: '3' },
  }
  const head = await processed.head(path)
  await processed.put(path, object, head === null ? 'absent' : { etag: head.etag })
}

/** Has every listing wait until it is let go. */
export function held(world: World): { readonly world: World; readonly letGo: () => void } {
  const gate = Promise.withResolvers<void>()
  const processed: Store = {
    ...world.processed,
    async *list(options) {
      await gate.promise
      yield* world.processed.list(options)
    },
  }
  return { world: { ...world, processed }, letGo: gate.resolve }
}
