/** Pixels of 8 bits a channel, row by row. */
interface Raster {
  readonly width: number
  readonly height: number
  /** The fourth one is alpha, not multiplied into the others. */
  readonly channels: 3 | 4
  /** An ICC profile; `null` is sRGB. */
  readonly icc: Uint8Array | null
}

const SHORT = 3
const LONG = 4
const UNDEFINED = 7

/** Strips, so that a reader need not take in the picture as a whole. */
const ROWS_PER_STRIP = 64

/**
 * All of an uncompressed TIFF that comes before the pixels. It is the cheapest file that carries pixels together with
 * their profile, which Sharp cannot be given in any other way.
 *
 * TIFF 6.0 sections 2, 8 and 18 (https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf), ICC.1:2022 B.4.
 */
export function tiffHead({ width, height, channels, icc }: Raster): Buffer {
  const strips = Math.ceil(height / ROWS_PER_STRIP)
  const stripSize = ROWS_PER_STRIP * width * channels
  const lengths = Array.from({ length: strips }, () => stripSize)
  lengths[strips - 1] = height * width * channels - (strips - 1) * stripSize

  const bitsAt = 8
  const offsetsAt = bitsAt + 8
  const lengthsAt = offsetsAt + strips * 4
  const profileAt = lengthsAt + strips * 4
  const directoryAt = profileAt + even(icc?.length ?? 0)
  const entries: readonly (readonly [tag: number, type: number, count: number, value: number])[] = [
    [256, LONG, 1, width],
    [257, LONG, 1, height],
    [258, SHORT, channels, bitsAt],
    [259, SHORT, 1, 1], // not compressed
    [262, SHORT, 1, 2], // RGB
    [273, LONG, strips, offsetsAt],
    [277, SHORT, 1, channels],
    [278, LONG, 1, ROWS_PER_STRIP],
    [279, LONG, strips, lengthsAt],
    ...(channels === 4 ? [[338, SHORT, 1, 2] as const] : []), // alpha, not multiplied
    ...(icc === null ? [] : [[34675, UNDEFINED, icc.length, profileAt] as const]),
  ]
  const head = Buffer.alloc(directoryAt + 2 + entries.length * 12 + 4)

  head.write('II*\0', 'latin1')
  head.writeUInt32LE(directoryAt, 4)
  for (let channel = 0; channel < channels; channel += 1) head.writeUInt16LE(8, bitsAt + channel * 2)
  // What has one value alone stands in the directory itself.
  const isAlone = strips === 1
  for (const [strip, length] of lengths.entries()) {
    head.writeUInt32LE(head.length + strip * stripSize, offsetsAt + strip * 4)
    head.writeUInt32LE(length, lengthsAt + strip * 4)
  }
  if (icc !== null) head.set(icc, profileAt)
  head.writeUInt16LE(entries.length, directoryAt)
  for (const [place, [tag, type, count, value]] of entries.entries()) {
    const at = directoryAt + 2 + place * 12
    head.writeUInt16LE(tag, at)
    head.writeUInt16LE(type, at + 2)
    head.writeUInt32LE(count, at + 4)
    head.writeUInt32LE(isAlone && (tag === 273 || tag === 279) ? head.readUInt32LE(value) : value, at + 8)
  }
  return head
}

/** Rounds a length up, as values begin at even offsets. */
function even(length: number): number {
  return length + (length % 2)
}
