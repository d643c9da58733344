import type { Catalogue, PictureRendition } from '../config/catalogue.ts'
import type { Facts } from '../image/facts.ts'
import { viewerPath } from '../path.ts'
import { isOverMaxBytes, type Rendered } from '../recipe.ts'

/** What the info tells of a rendition. */
export type RenditionFacts = Pick<Rendered, 'width' | 'height' | 'contentType'> & {
  /** The length of the file in bytes. */
  readonly size: number
}

/** What `/info/<key>` says: all that a page needs to lay out an original's pictures before they are there. */
export interface Info extends Facts {
  readonly key: string
  readonly renditions: readonly {
    /** `medium` or `medium.webp`. */
    readonly name: string
    /** The path that a page writes, percent-encoded. */
    readonly url: string
    readonly type: string
    /** The width in pixels. */
    readonly width: number
    readonly height: number
    readonly bytes: number
    /** It is there where these are more than the variant's `maxBytes`, as the rendition cannot be had with fewer. */
    readonly isOverMaxBytes?: true
  }[]
}

/** Tells of an original and its pre-warmed renditions. The same original and recipe give the same bytes. */
export async function renderInfo(
  key: string,
  catalogue: Catalogue,
  facts: Facts,
  factsOfOne: (rendition: PictureRendition) => Promise<RenditionFacts>,
): Promise<Rendered> {
  const renditions: Info['renditions'][number][] = []
  for (const rendition of catalogue.pictures.values()) {
    if (!rendition.prewarm) continue
    const { name } = rendition
    const { contentType: type, width, height, size: bytes } = await factsOfOne(rendition)
    const over = isOverMaxBytes(rendition, bytes) ? { isOverMaxBytes: true as const } : {}
    renditions.push({ name, url: viewerPath(name, key), type, width, height, bytes, ...over })
  }
  // In an order of their own: a variant that is moved in the configuration must not change a byte.
  renditions.sort((a, b) => a.width - b.width || (a.name < b.name ? -1 : 1))
  const info: Info = { key, ...facts, renditions }
  return {
    bytes: Buffer.from(JSON.stringify(info)),
    contentType: 'application/json',
    width: facts.width,
    height: facts.height,
  }
}

export function renditionFactsOf({ width, height, contentType, bytes }: Rendered): RenditionFacts {
  return { width, height, contentType, size: bytes.length }
}
