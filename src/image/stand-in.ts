import type { Encoding, Rendered } from '../recipe.ts'
import type { Header } from './header.ts'
import type { Kind } from './kinds.ts'
import { stripped } from './stripped.ts'

/** What a browser shows that can take nothing newer. */
const FALLBACKS: ReadonlySet<Kind> = new Set(['jpeg', 'png', 'gif'])

/**
 * How an original stands in for a rendition of all its pixels that is no better and has more bytes. A fallback may become
 * JPEG, PNG or GIF so; a format that is asked for by name stays what it is.
 */
export function standInFor(original: Uint8Array, header: Header): (rendered: Rendered, encoding: Encoding) => Rendered {
  let clean: Uint8Array | null | undefined
  const type = `image/${header.kind}`
  return (rendered, { format }) => {
    const mayBe = format === 'fallback' ? FALLBACKS.has(header.kind) : rendered.contentType === type
    if (!mayBe) return rendered
    clean = clean === undefined ? stripped(original, header) : clean
    const isAsGood = clean !== null && clean.length <= rendered.bytes.length
    return isAsGood ? { ...rendered, bytes: clean!, contentType: type } : rendered
  }
}
