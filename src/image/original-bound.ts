import type { Encoding, Rendered } from '../recipe.ts'
import { qualityFor } from './lower-quality.ts'
import type { Header } from './header.ts'
import type { Kind } from './kinds.ts'
import { qualityWithin } from './quantisation.ts'
import { stripped } from './stripped.ts'

/** What a browser shows that can take nothing newer. */
const FALLBACKS: ReadonlySet<Kind> = new Set(['jpeg', 'png', 'gif'])
/** Kinds that are coded with loss: more bytes than these have keep nothing but what the coding did to the picture. */
const LOSSY: ReadonlySet<string> = new Set(['jpeg', 'webp', 'avif'])
/** So often it is tried again. Measured: once does for photos of JPEG's quality 30 and more, three times for those of 10. */
const TRIES = 3

type Encode = (encoding: Encoding) => Promise<Rendered>

/**
 * How the renditions of all of an original's pixels are made, so that they have no more bytes than it. It stands in for one that
 * is no better and has more: for a fallback as JPEG, PNG or GIF, while a format that is asked for by name stays what it is.
 * Where it cannot, its own quality bounds that of what is made.
 */
export function boundBy(
  original: Uint8Array,
  header: Header,
): (encoding: Encoding, encode: Encode) => Promise<Rendered> {
  let known: Uint8Array | null | undefined
  const clean = () => (known === undefined ? (known = stripped(original, header)) : known)
  const { kind, frames } = header
  const type = `image/${kind}`

  return async (encoding, encode) => {
    const isFallback = encoding.format === 'fallback'
    // Nothing is as good, and little smaller: frames of few colours are what a GIF is for.
    if (isFallback && kind === 'gif' && frames > 1) {
      const own = clean()
      if (own !== null) return { bytes: own, contentType: type, ...header.size }
    }
    const isJpeg = isFallback || encoding.format === 'jpeg'
    const isAnew = isJpeg && kind === 'jpeg' && clean() === null
    const bounded = isAnew ? { ...encoding, quality: qualityWithin(original, encoding.quality) } : encoding
    const rendered = await encode(bounded)
    const mayBe = isFallback ? FALLBACKS.has(kind) : rendered.contentType === type
    const own = mayBe ? clean() : null
    if (own !== null && own.length <= rendered.bytes.length) return { ...rendered, bytes: own, contentType: type }
    // A fallback of WebP or AVIF is for who cannot take these, and needs more bytes for the same.
    const isWithinReach = LOSSY.has(kind) && frames === 1 && hasQuality(rendered) && (!isFallback || kind === 'jpeg')
    return isWithinReach ? lowered(rendered, clean()?.length ?? original.length, bounded, encode) : rendered
  }
}

/** PNG has none that could be lowered. */
function hasQuality({ contentType }: Rendered): boolean {
  return contentType !== 'image/png'
}

/**
 * The most bytes that a picture made of an original should have, whatever its size, so that an animation never grows as it is made
 * smaller. A still picture does so by far. A fallback of WebP is for who cannot take that, and needs more.
 */
export function mostBytes(original: Uint8Array, { kind, frames }: Header, { format }: Encoding): number {
  return frames > 1 && (format !== 'fallback' || kind === 'gif') ? original.length : Infinity
}

/**
 * Encodes with lower quality until there are no more bytes than so many. Where there always are, as the container alone has
 * nearly as many, the picture is not made worse for nothing.
 */
async function lowered(first: Rendered, most: number, encoding: Encoding, encode: Encode): Promise<Rendered> {
  let rendered = first
  let { quality } = encoding
  for (let tries = 0; tries < TRIES && rendered.bytes.length > most; tries += 1) {
    const share = qualityFor(Math.floor((most * 100) / rendered.bytes.length))
    // At low quality the bytes are fewer by less.
    quality = Math.max(1, Math.floor((quality * share * (tries === 0 ? 100 : share)) / 10_000))
    rendered = await encode({ ...encoding, quality })
  }
  const isWorthIt = rendered.bytes.length <= most || rendered.bytes.length * 2 <= first.bytes.length
  return isWorthIt ? rendered : first
}
