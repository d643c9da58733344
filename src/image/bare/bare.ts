import type { Kind } from '../kinds.ts'
import { addExif } from './add-exif.ts'
import { isBareAvif } from './avif.ts'
import { isBareGif } from './gif.ts'
import { isBareJpeg } from './jpeg.ts'
import { isBarePng } from './png.ts'
import { stripGif } from './strip-gif.ts'
import { stripJpeg } from './strip-jpeg.ts'
import { stripPng } from './strip-png.ts'
import { mendWebp, stripWebp } from './strip-webp.ts'
import { isBareWebp } from './webp.ts'

/** The readers by content type. Each knows what may be in a file, and takes whatever else there is for something to strip. */
const readers: ReadonlyMap<string, (bytes: Buffer) => boolean> = new Map([
  ['image/jpeg', isBareJpeg],
  ['image/png', isBarePng],
  ['image/gif', isBareGif],
  ['image/webp', isBareWebp],
  ['image/avif', isBareAvif],
])

/** Copies a part of the file to the result, from one offset to another. */
type Keep = (from: number, to: number) => void

/**
 * Each goes over a file of its type and keeps the picture's own parts. It leaves out what is known to be beside the
 * picture; `false` where there is something that it does not know, or that says how the picture is to be shown.
 *
 * @throws RangeError where a length leads out of the file
 */
const strippers: ReadonlyMap<string, (bytes: Buffer, keep: Keep) => boolean> = new Map([
  ['jpeg', stripJpeg],
  ['png', stripPng],
  ['gif', stripGif],
  ['webp', stripWebp],
])

/**
 * Whether a file of exactly this type holds a picture and nothing else, which every browser shows upright and in sRGB
 * as its pixels are: no metadata, no profile, no comment, nothing behind its end, and no damage to its container.
 * What is compressed is not decoded, so whether it is whole and ends where its block ends is not known here.
 */
export function isBare(bytes: Uint8Array, contentType: string): boolean {
  try {
    return readers.get(contentType)?.(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)) ?? false
  } catch (error) {
    if (error instanceof RangeError) return false // a length that leads out of the file
    throw error
  }
}

/**
 * The picture of a file without what is beside it; `null` where that cannot be had, or what is left is not bare. Colours and
 * orientation are no matter here: that it is sRGB and upright must be known.
 *
 * @param exif what it is to have all the same
 */
export function strip(bytes: Buffer, kind: Kind, exif: Buffer | null): Buffer | null {
  const rest = partsOf(bytes, kind)
  if (rest === null || !isBare(rest, `image/${kind}`)) return null
  return exif === null ? rest : addExif(rest, kind, exif)
}

function partsOf(bytes: Buffer, kind: string): Buffer | null {
  // One piece of memory, as a file may have millions of parts, and none for what is of another kind.
  let rest = Buffer.alloc(0)
  let length = 0
  const keep: Keep = (from, to) => {
    if (rest.length === 0) rest = Buffer.allocUnsafe(bytes.length)
    length += bytes.copy(rest, length, from, to)
  }
  try {
    if (strippers.get(kind)?.(bytes, keep) !== true) return null
    const kept = rest.subarray(0, length)
    if (kind === 'webp') mendWebp(kept)
    return kept
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
