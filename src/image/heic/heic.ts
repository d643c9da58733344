import { Refused } from '../../errors.ts'
import type { Limits } from '../../recipe.ts'
import type { Size } from '../geometry.ts'
import { findHeicDecoder, withoutHeicDecoder } from '../heic-decoder.ts'
import { createMutex } from '../mutex.ts'
import { startHeicThread } from './thread.ts'
import { tiffHead } from './tiff-head.ts'

/** A HEIC picture, by its primary image: gain maps, depth maps and thumbnails are left alone. */
export interface Heic {
  /** The size in pixels, as it is seen: after the file's own rotation. */
  readonly size: Size
  readonly hasAlpha: boolean
  /** It begins with the TIFF header, as EXIF does in other files. Its orientation is not to be applied: ISO 23008-12 A.2.2. */
  readonly exif: Buffer | null
  readonly xmp: Buffer | null
  readonly icc: Buffer | null
  /** What the values mean where there is no profile, in numbers of ITU-T H.273; `null` is sRGB. */
  readonly nclx: { readonly primaries: number; readonly transfer: number } | null
  /**
   * Decodes it to an uncompressed TIFF, upright, 8 bits a channel, with the profile: Sharp reads that at next to no
   * cost, and converts it as it converts any other picture. One at a time in a process, since each takes much memory.
   *
   * @throws Refused when it is damaged
   */
  decode(): Promise<Buffer>
  /** Ends the thread that waits to be asked for pixels. */
  close(): Promise<void>
}

const MEGABYTE = 1024 * 1024
/** More memory than the most that was measured, with 10 bits, 4:4:4, alpha and a turn. */
const BYTES_PER_PIXEL = 40

/**
 * Reads the header, and no pixel.
 *
 * @param decoder the path of the decoder
 * @throws Refused when it cannot be read or exceeds the limit, or there is no decoder
 */
export async function openHeic(
  bytes: Uint8Array,
  limits: Pick<Limits, 'pixels'>,
  decoder: string | null = findHeicDecoder(),
): Promise<Heic> {
  if (decoder === null) throw withoutHeicDecoder()
  const memory = 64 * MEGABYTE + 2 * bytes.length
  const start = () => startHeicThread({ decoder, bytes, memory })
  const first = await start()
  const { width, height, hasAlpha, nclx, ...header } = first.header
  const refused = judge(width, height, limits)
  if (refused !== null) {
    await first.end()
    throw refused
  }
  const icc = header.icc && Buffer.from(header.icc)

  async function decode(): Promise<Buffer> {
    const thread = first.isAlive() ? first : await start()
    const head = tiffHead({ width, height, channels: hasAlpha ? 4 : 3, icc })
    const pixels = await thread.pixels({ head, memory: memory + width * height * BYTES_PER_PIXEL })
    return Buffer.from(pixels.buffer)
  }

  return {
    size: { width, height },
    hasAlpha,
    exif: header.exif && exifOf(header.exif),
    xmp: header.xmp && Buffer.from(header.xmp),
    icc,
    nclx,
    decode: () => exclusively(decode),
    close: () => first.end(),
  }
}

function judge(width: number, height: number, limits: Pick<Limits, 'pixels'>): Refused | null {
  if (width === 0 || height === 0) return new Refused('damaged')
  // With 10 bits and all of its colours it takes 13 bytes a pixel, against 9 of other kinds.
  const most = Math.floor(limits.pixels / 1.5)
  if (width * height <= most) return null
  return new Refused(
    'too-many-pixels',
    `the picture has ${width} x ${height} pixels, the limit is ${most} altogether for HEIC`,
  )
}

/** The EXIF block of an item, in which the offset of the TIFF header comes first: ISO 23008-12 A.2.1. */
function exifOf(item: Uint8Array): Buffer | null {
  const bytes = Buffer.from(item)
  const start = bytes.length < 4 ? Infinity : 4 + bytes.readUInt32BE()
  return start < bytes.length ? bytes.subarray(start) : null
}

/** Each takes much memory. */
const exclusively = createMutex()
