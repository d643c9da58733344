import { isBareAvif } from './avif.ts'
import { isBareGif } from './gif.ts'
import { isBareJpeg } from './jpeg.ts'
import { isBarePng } from './png.ts'
import { isBareWebp } from './webp.ts'

/** The readers by content type. Each knows what may be in a file, and takes whatever else there is for something to strip. */
const readers: ReadonlyMap<string, (bytes: Buffer) => boolean> = new Map([
  ['image/jpeg', isBareJpeg],
  ['image/png', isBarePng],
  ['image/gif', isBareGif],
  ['image/webp', isBareWebp],
  ['image/avif', isBareAvif],
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
