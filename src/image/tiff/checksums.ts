import { inflateSync } from 'node:zlib'
import { tags, type TiffDirectory } from './directory.ts'

/** Deflate, by Adobe's number and by the older one. */
const DEFLATE: ReadonlySet<number> = new Set([8, 32_946])
/** The most strips or tiles that are tried: of more, none is. Programs write a few thousand at most. */
const MOST_PARTS = 20_000
/** The most bytes of a part, unpacked, that are tried: it is kept in memory meanwhile. */
const MOST_BYTES = 2 ** 24
/** The most bytes of all parts, unpacked, for each pixel: four channels of 16 bits, and what hangs over the edges. */
const BYTES_PER_PIXEL = 10

/**
 * Whether the check sum of a strip or tile that was packed with Deflate is wrong (RFC 1950, 2.3). libtiff stops when it has all
 * the pixels, and does not look at it: zeros in the middle of the data give other pixels then, and no word of it.
 *
 * @param pixels of the whole picture
 */
export function hasWrongSum(tiff: Buffer, directory: TiffDirectory, pixels: number): boolean {
  if (!DEFLATE.has(directory.numbers(tags.compression)[0] ?? 1)) return false
  const numbers = (tag: number) => directory.numbers(tag, MOST_PARTS + 1)
  const isTiled = numbers(tags.tileOffsets).length > 0
  const offsets = numbers(isTiled ? tags.tileOffsets : tags.stripOffsets)
  const lengths = numbers(isTiled ? tags.tileLengths : tags.stripLengths)
  if (offsets.length > MOST_PARTS) return false
  let left = pixels * BYTES_PER_PIXEL + MOST_BYTES
  for (const [place, offset] of offsets.entries()) {
    if (left <= 0) return false
    const unpacked = tryPart(tiff.subarray(offset, offset + (lengths[place] ?? 0)))
    if (unpacked === null) return true
    left -= unpacked
  }
  return false
}

/** The length of a part, unpacked; `null` where nothing but its check sum is wrong: of all else libtiff tells itself. */
function tryPart(packed: Buffer): number | null {
  try {
    return inflateSync(packed, { maxOutputLength: MOST_BYTES }).length
  } catch (error) {
    return error instanceof Error && error.message === 'incorrect data check' ? null : MOST_BYTES
  }
}
