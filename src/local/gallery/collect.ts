import { claimsPicture } from '../../image/sniff.ts'
import { readErrorEntry } from '../../stored.ts'
import { escapeKey, isAddressable, printPath, unescapeKey, viewerPath } from '../../path.ts'
import type { Ports } from '../../ports.ts'
import type { ListedObject } from '../../stores/store.ts'

const PAGE = 48

/** One stored rendition, as the page shows it. */
export interface Shown {
  readonly name: string
  /** Where it is, with a leading slash. */
  readonly path: string
  /** `image/webp` and the like. */
  readonly contentType: string
  /** In pixels. */
  readonly width: string
  /** In pixels. */
  readonly height: string
  readonly bytes: number
}

export interface GalleryItem {
  readonly key: string
  /** Of the original. */
  readonly bytes: number
  /** Empty while they are being made. */
  readonly renditions: readonly Shown[]
  readonly refusal: string | null
}

export interface GalleryPage {
  readonly items: readonly GalleryItem[]
  /** The key after which the next page begins, or `null` on the last. */
  readonly next: string | null
}

/** One page of the originals that are pictures or claim to be, in the order of their keys. */
export async function collect(ports: Ports, after: string | undefined): Promise<GalleryPage> {
  const items: GalleryItem[] = []
  for await (const original of ports.originals.list(after === undefined ? {} : { after })) {
    if (items.length === PAGE) return { items, next: items.at(-1)?.key ?? null }
    const item = await describe(ports, original)
    if (item !== null) items.push(item)
  }
  return { items, next: null }
}

async function describe(ports: Ports, { key, size }: ListedObject): Promise<GalleryItem | null> {
  const { catalogue, processed, errors } = ports
  if (!catalogue.isPublic(key) || !isAddressable(key, catalogue.longestName)) return null
  const heads = await Promise.all(
    [...catalogue.pictures.keys()].map(async (name): Promise<Shown[]> => {
      const head = await processed.head(printPath(name, key))
      if (head === null) return []
      const { width = '?', height = '?' } = head.metadata
      return [
        { name, path: viewerPath(name, key), contentType: head.contentType ?? '', width, height, bytes: head.size },
      ]
    }),
  )
  const renditions = heads.flat()
  const broken = renditions.length > 0 ? null : await errors.head(escapeKey(key))
  const refusal = broken === null ? null : (readErrorEntry(broken)?.detail ?? 'unknown')
  if (renditions.length === 0 && refusal === null && !claimsPicture(key, undefined)) return null
  return { key, bytes: size, renditions, refusal }
}

/** A broken original that is listed apart, since it may be on any page. */
export interface Failure {
  readonly key: string
  readonly refusal: string
}

/** The first so many broken originals. */
export async function collectFailures({ errors }: Ports, most: number): Promise<Failure[]> {
  const failures: Failure[] = []
  for await (const { key: at } of errors.list()) {
    if (failures.length === most) break
    const key = unescapeKey(at)
    const head = key === null ? null : await errors.head(at)
    if (key !== null && head !== null) failures.push({ key, refusal: readErrorEntry(head)?.detail ?? 'unknown' })
  }
  return failures
}
