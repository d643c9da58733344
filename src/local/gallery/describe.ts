import type { Catalogue, PictureRendition } from '../../config/catalogue.ts'
import { rungName } from '../../config/widths.ts'
import type { Info } from '../../core/info.ts'
import { isOfRecipe, readErrorEntry } from '../../core/stored.ts'
import { type Focus, parseFocus } from '../../image/geometry.ts'
import { claimsPicture } from '../../image/kinds.ts'
import { escapeKey, printPath } from '../../path.ts'
import { type Watermark, boxName } from '../../recipe.ts'
import { md5, type ObjectHead, type Reader, readAll } from '../../stores/store.ts'
import { explainEntry } from './failures.ts'
import { type FoundMetadata, readMetadata, type UselessMetadata } from './focus/read-metadata.ts'
import type { View } from './view.ts'

/** What the page of one original shows. */
export interface Described {
  readonly key: string
  readonly original: { readonly bytes: number; readonly etag: string; readonly isArchived: boolean }
  /** `null` while it is being made, or where it cannot be. */
  readonly info: Info | null
  readonly refusal: string | null
  /** What can be done about that. */
  readonly advice: string | null
  readonly sizes: readonly DescribedSize[]
  /** The point that crops keep in sight; `null` where nobody has set one. */
  readonly focus: Focus | null
  /** The file beside the original, in which the point stands; `null` where it is metadata of the original itself, as on S3. */
  readonly beside: FoundMetadata | UselessMetadata | null
  /** Changes with everything above. */
  readonly state: string
}

/** Renditions that differ in nothing but their format. */
export interface DescribedSize {
  /** The variant's name. */
  readonly name: string
  /** The renditions fit into this box, or fill it; in pixels. */
  readonly box: PictureRendition['box']
  readonly renditions: readonly DescribedRendition[]
}

export interface DescribedRendition {
  readonly name: string
  readonly format: PictureRendition['encoding']['format']
  /** `null` until somebody asks for it. */
  readonly stored: {
    readonly contentType: string
    readonly width: number
    readonly height: number
    readonly bytes: number
    readonly etag: string
    /** Whether it was made with other settings than those of the configuration at hand. */
    readonly isOtherwise: boolean
  } | null
}

/**
 * Looks up everything that is known of an original; `null` where there is none, or none that anything is made of.
 *
 * @param store is where an original's user metadata is an object of its own
 */
export async function describeOriginal(
  view: View,
  key: string,
  store: Pick<Reader, 'get'> | null = null,
): Promise<Described | null> {
  const { catalogue, originals, errors } = view
  if (!catalogue.serves(key)) return null
  const [original, broken, info, beside, sizes] = await Promise.all([
    originals.head(key),
    errors.head(escapeKey(key)),
    readInfo(view, key),
    store === null ? null : readMetadata(store, key),
    Promise.all(sizesOf(catalogue).map((group) => describeSize(view, group, key))),
  ])
  if (original === null) return null
  const isNothing = broken === null && info === null && sizes.every(({ renditions }) => renditions.every(isMissing))
  if (isNothing && !claimsPicture(key, original.contentType)) return null // it is left alone, so nobody is told of it
  const { refusal, advice } = broken === null ? { refusal: null, advice: null } : explainEntry(broken)
  const { size: bytes, etag, isArchived = false } = original
  const shown = withoutUnaskedRungs(sizes, catalogue)
  const focus = parseFocus(original.metadata['focus'])
  const described = { key, original: { bytes, etag, isArchived }, info, refusal, advice, sizes: shown, focus, beside }
  return { ...described, state: fingerprintOf(described) }
}

/** A page that showed every width of the ladder would have each of them made, which is what their first request is for. */
function withoutUnaskedRungs(sizes: readonly DescribedSize[], { widths }: Catalogue): DescribedSize[] {
  const rungs = new Set(widths.map(rungName))
  return sizes.filter(({ name, renditions }) => !rungs.has(name) || !renditions.every(isMissing))
}

/** Why an original is broken, as its entry among the errors says. */
export function refusalDetail(entry: ObjectHead): string {
  return readErrorEntry(entry)?.detail ?? 'unknown'
}

/** A hash by which a page tells whether what it shows has changed. */
export function fingerprintOf(shown: object): string {
  return md5(Buffer.from(JSON.stringify(shown)))
}

function isMissing({ stored }: DescribedRendition): boolean {
  return stored === null
}

/** What `/info` says of an original; `null` where it is not stored. */
export async function readInfo({ processed }: Pick<View, 'processed'>, key: string): Promise<Info | null> {
  const stored = await processed.get(printPath('info', key))
  if (stored === null) return null
  const info: Info = JSON.parse(Buffer.from(await readAll(stored.body)).toString())
  return info
}

async function describeSize(view: View, { name, box, renditions }: SizeGroup, key: string): Promise<DescribedSize> {
  return {
    name,
    box,
    renditions: await Promise.all(renditions.map((rendition) => describeRendition(view, rendition, key))),
  }
}

async function describeRendition(
  { processed }: View,
  rendition: PictureRendition,
  key: string,
): Promise<DescribedRendition> {
  const { name, encoding } = rendition
  const head = await processed.head(printPath(name, key))
  if (head === null) return { name, format: encoding.format, stored: null }
  const { width, height } = head.metadata
  const { contentType = '', size: bytes, etag } = head
  return {
    name,
    format: encoding.format,
    stored: {
      contentType,
      width: Number(width),
      height: Number(height),
      bytes,
      etag,
      isOtherwise: !isOfRecipe(head, rendition),
    },
  }
}

interface SizeGroup extends Omit<DescribedSize, 'renditions'> {
  readonly watermark: Watermark | null
  readonly renditions: PictureRendition[]
}

function sizesOf({ pictures }: Catalogue): SizeGroup[] {
  const groups: SizeGroup[] = []
  for (const rendition of pictures.values()) {
    const { box, watermark, name } = rendition
    const group = groups.find((one) => boxName(one.box) === boxName(box) && one.watermark === watermark)
    if (group !== undefined) group.renditions.push(rendition)
    else groups.push({ name: name.split('.', 1)[0] ?? name, box, watermark, renditions: [rendition] })
  }
  return groups
}
