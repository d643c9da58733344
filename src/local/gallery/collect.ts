import { claimsPicture } from '../../image/kinds.ts'
import { escapeKey, printPath, unescapeKey } from '../../path.ts'
import { compareKeys, type ListedObject } from '../../stores/store.ts'
import { refusalDetail, fingerprintOf } from './describe.ts'
import type { View } from './view.ts'

/** How many originals a page lists. */
const PAGE = 48

/** A stored rendition, as the list shows it. */
interface ListedRendition {
  readonly name: string
  /** `image/webp` and the like. */
  readonly contentType: string
  /** The width in pixels. */
  readonly width: string
  /** The height in pixels. */
  readonly height: string
  readonly bytes: number
  readonly etag: string
}

/** An original, as the list shows it. */
export interface GalleryItem {
  readonly key: string
  /** How many bytes the original has. */
  readonly bytes: number
  /** Is empty while they are being made. */
  readonly renditions: readonly ListedRendition[]
  readonly refusal: string | null
  /** Whether nothing is made of it before somebody has restored it. */
  readonly isArchived: boolean
  /** Changes with everything above. */
  readonly state: string
}

export interface GalleryPage {
  readonly items: readonly GalleryItem[]
  /** The key before which the previous page ends, or `null` on the first. */
  readonly previous: string | null
  /** The key after which the next page begins, or `null` on the last. */
  readonly next: string | null
}

/** Which page is wanted of the keys with a prefix: the first, the one that begins after a key, or the one that ends before a key. */
export interface PageQuery {
  readonly prefix: string
  readonly after?: string | undefined
  readonly before?: string | undefined
}

/** Passes over a folder that may not be read: the log and `/healthz` tell of it. */
const unknown = (): void => {}

/** A page of the originals that are pictures or claim to be, in the order of their keys (keyset pagination). */
export async function collect(view: View, { prefix, after, before }: PageQuery): Promise<GalleryPage> {
  if (before !== undefined) return collectBefore(view, prefix, before)
  const items: GalleryItem[] = []
  let batch: ListedObject[] = []
  const flush = async () => {
    const found = await Promise.all(batch.map((original) => summarize(view, original)))
    items.push(...found.filter((item) => item !== null))
    batch = []
  }
  // If there is one more than is shown, there is another page.
  for await (const original of view.originals.list({ prefix, unknown, ...(after !== undefined && { after }) })) {
    batch.push(original)
    if (items.length + batch.length > PAGE) await flush()
    if (items.length > PAGE) break
  }
  await flush()
  const shown = items.slice(0, PAGE)
  return {
    items: shown,
    previous: after === undefined ? null : (shown[0]?.key ?? `${after}\0`),
    next: items.length > PAGE ? (shown.at(-1)?.key ?? null) : null,
  }
}

/** A store lists forwards only, so this reads all names before the page; it looks up nothing else of what is not shown. */
async function collectBefore(view: View, prefix: string, before: string): Promise<GalleryPage> {
  const last: ListedObject[] = []
  let isFirst = true
  for await (const original of view.originals.list({ prefix, unknown })) {
    if (compareKeys(original.key, before) >= 0) break
    if (!claimsPicture(original.key, undefined) && (await summarize(view, original)) === null) continue
    last.push(original)
    if (last.length > PAGE) isFirst = last.shift() === undefined
  }
  const items = (await Promise.all(last.map((original) => summarize(view, original)))).filter((item) => item !== null)
  return { items, previous: isFirst ? null : (items[0]?.key ?? null), next: items.at(-1)?.key ?? null }
}

async function summarize(view: View, { key, size }: ListedObject): Promise<GalleryItem | null> {
  const { catalogue, originals, processed, errors } = view
  if (!catalogue.serves(key)) return null
  const heads = await Promise.all(
    [...catalogue.pictures.keys()].map(async (name): Promise<ListedRendition[]> => {
      const head = await processed.head(printPath(name, key))
      if (head === null) return []
      const { width = '?', height = '?' } = head.metadata
      const { contentType = '', size: bytes, etag } = head
      return [{ name, contentType, width, height, bytes, etag }]
    }),
  )
  const renditions = heads.flat()
  const broken = renditions.length > 0 ? null : await errors.head(escapeKey(key))
  const refusal = broken === null ? null : refusalDetail(broken)
  if (renditions.length === 0 && refusal === null && !claimsPicture(key, undefined)) return null
  const isUnmade = renditions.length === 0 && refusal === null
  const isArchived = isUnmade && (await originals.head(key))?.isArchived === true
  const item = { key, bytes: size, renditions, refusal, isArchived }
  return { ...item, state: fingerprintOf(item) }
}

/** A broken original. It is listed apart, since it may be on any page. */
export interface Failure {
  readonly key: string
  readonly refusal: string
}

/** The first broken originals, not more than `most`. */
export async function collectFailures({ errors }: Pick<View, 'errors'>, most: number): Promise<Failure[]> {
  const failures: Failure[] = []
  for await (const { key: at } of errors.list()) {
    if (failures.length === most) break
    const key = unescapeKey(at)
    const head = key === null ? null : await errors.head(at)
    if (key !== null && head !== null) failures.push({ key, refusal: refusalDetail(head) })
  }
  return failures
}
