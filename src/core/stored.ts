import { createHash } from 'node:crypto'
import type { Rendition } from '../config/catalogue.ts'
import type { Settings } from '../config/config.ts'
import { isReason, type Reason, reasons, Refused } from '../errors.ts'
import { parseFocus } from '../image/geometry.ts'
import { claimsPicture } from '../image/kinds.ts'
import type { Rendered } from '../recipe.ts'
import { dispositionOf } from './disposition.ts'
import type { NewObject, ObjectHead } from '../stores/store.ts'

/** The tag under which an edge purges everything that was made of a key: ASCII and short whatever the key (CloudFront allows 256 characters). */
export function cacheTag(key: string): string {
  return `o-${createHash('sha256').update(key).digest('hex').slice(0, 40)}`
}

/** What a rendition stems from: the original's bytes, and the metadata that decides pixels. */
export function sourceOf(original: Pick<ObjectHead, 'etag' | 'metadata'>): string {
  const focus = parseFocus(original.metadata['focus'])
  return focus === null ? original.etag : `${original.etag} focus=${focus.x},${focus.y}`
}

/** What a rendition is made of. */
export interface MadeOf {
  readonly source: string
  /** Whether the original is a drawing (SVG). */
  readonly isDrawing: boolean
}

/** A rendition as it is stored: whole in itself, so that an edge can serve it from the bucket without us. */
export function renditionObject(
  key: string,
  { source, isDrawing }: MadeOf,
  rendition: Rendition,
  rendered: Rendered,
  settings: Settings,
): NewObject {
  return {
    body: rendered.bytes,
    contentType: rendered.contentType,
    cacheControl: cacheControl(settings),
    ...(rendition.kind === 'picture' && { contentDisposition: dispositionOf(key, rendered.contentType) }),
    metadata: {
      source,
      recipe: isDrawing ? rendition.drawnRecipe : rendition.recipe,
      'cache-tag': cacheTag(key),
      width: String(rendered.width),
      height: String(rendered.height),
    },
  }
}

function cacheControl({ cacheControl }: Settings): string {
  return `public, max-age=${cacheControl.browserSeconds}, s-maxage=${cacheControl.edgeSeconds}`
}

/**
 * Whether a stored rendition is what would be made today. Nobody has read the original, but whoever stored the rendition
 * had: the same source that was a drawing then is one now, and the same that was none is none.
 */
export function isCurrent({ metadata }: Pick<ObjectHead, 'metadata'>, source: string, rendition: Rendition): boolean {
  return metadata['source'] === source && isOfRecipe({ metadata }, rendition)
}

/** Whether a stored rendition was made as it would be made today, of whatever source. */
export function isOfRecipe(
  { metadata }: Pick<ObjectHead, 'metadata'>,
  { recipe, drawnRecipe }: Pick<Rendition, 'recipe' | 'drawnRecipe'>,
): boolean {
  return metadata['recipe'] === recipe || metadata['recipe'] === drawnRecipe
}

/** Why an original has no renditions, kept beside its copy. */
export interface ErrorEntry {
  readonly reason: Reason
  readonly detail: string
  readonly source: string
  readonly decodeRecipe: string
}

export function errorObject(entry: ErrorEntry, copy: Uint8Array, contentType: string | undefined): NewObject {
  return {
    body: copy,
    contentType: contentType ?? 'application/octet-stream',
    metadata: { reason: entry.reason, detail: entry.detail, source: entry.source, 'decode-recipe': entry.decodeRecipe },
  }
}

/** The entry that an object of the errors location bears, or `null` where it bears none that can be understood. */
export function readErrorEntry({ metadata }: ObjectHead): ErrorEntry | null {
  const { reason, detail, source, 'decode-recipe': decodeRecipe } = metadata
  if (!isReason(reason) || source === undefined || decodeRecipe === undefined) return null
  return { reason, detail: detail ?? reasons[reason], source, decodeRecipe }
}

/**
 * The refusal that an error entry tells of; `null` where it no longer stands. It stands as long as the original is the same
 * and so is what can be decoded. A file that is empty or no picture is only refused if it claims to be a picture. This is
 * checked again, since the claim may rest on the content type, which can change while the source stays the same.
 */
export function standingRefusal(
  entry: ObjectHead | null,
  key: string,
  original: Pick<ObjectHead, 'contentType'> & { readonly source: string },
  now: { readonly decodeRecipe: string },
): Refused | null {
  const said = entry === null ? null : readErrorEntry(entry)
  if (said === null || said.source !== original.source || said.decodeRecipe !== now.decodeRecipe) return null
  const isByClaim = said.reason === 'not-a-picture' || said.reason === 'empty'
  return isByClaim && !claimsPicture(key, original.contentType) ? null : new Refused(said.reason, said.detail)
}
