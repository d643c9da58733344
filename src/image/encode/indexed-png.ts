import { promisify } from 'node:util'
import { crc32, deflate } from 'node:zlib'
import type { Size } from '../geometry.ts'
import type { Indexed } from './graphic.ts'

const compress = promisify(deflate)
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const PALETTE = 3
const TRUE_COLOUR = 2

/**
 * Writes a PNG with a palette, or, where there are more than 256 colours, which must be opaque then, with each pixel's own: PNG (Third
 * Edition), 11.2 and 11.3. Sharp would choose a palette of its own, with floats.
 *
 * @param exif a block of EXIF, where there is one
 */
export async function indexedPng(
  { width, height }: Size,
  { colours, indices }: Indexed,
  exif: Buffer | null,
): Promise<Buffer> {
  const hasPalette = colours.length <= 256 * 4
  const depth = depthFor(colours.length / 4)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([depth, hasPalette ? PALETTE : TRUE_COLOUR], 8)
  const rgb = colours.filter((_, at) => at % 4 !== 3)
  const alphas = colours.filter((_, at) => at % 4 === 3)
  const transparent = alphas.subarray(0, alphas.findLastIndex((alpha) => alpha < 255) + 1)
  const rows = hasPalette ? packed({ width, height }, depth, indices) : written({ width, height }, rgb, indices)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    ...(exif === null ? [] : [chunk('eXIf', exif)]),
    ...(hasPalette ? [chunk('PLTE', rgb)] : []),
    ...(transparent.length > 0 ? [chunk('tRNS', transparent)] : []),
    chunk('IDAT', await compress(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function depthFor(count: number): number {
  return [1, 2, 4].find((bits) => count <= 2 ** bits) ?? 8
}

/** The rows, each behind a 0: no filter is of use to a palette's numbers (12.7). */
function packed({ width, height }: Size, depth: number, indices: Indexed['indices']): Buffer {
  const length = Math.ceil((width * depth) / 8) + 1
  const rows = Buffer.alloc(length * height)
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const bit = x * depth
      rows[y * length + 1 + (bit >> 3)]! |= indices[y * width + x]! << (8 - depth - (bit & 7))
    }
  }
  return rows
}

/** The rows with the colours themselves: an index that repeats is three values that repeat, and no filter is better at that. */
function written({ width, height }: Size, rgb: Uint8Array, indices: Indexed['indices']): Buffer {
  const rows = Buffer.alloc((width * 3 + 1) * height)
  for (let y = 0, to = 0, pixel = 0; y < height; y += 1) {
    to += 1
    for (let x = 0; x < width; x += 1, pixel += 1) {
      const from = indices[pixel]! * 3
      for (let channel = 0; channel < 3; channel += 1, to += 1) rows[to] = rgb[from + channel]!
    }
  }
  return rows
}

function chunk(type: string, data: Uint8Array): Buffer {
  const whole = Buffer.alloc(data.length + 12)
  whole.writeUInt32BE(data.length, 0)
  whole.write(type, 4, 'latin1')
  whole.set(data, 8)
  whole.writeUInt32BE(crc32(whole.subarray(4, -4)), data.length + 8)
  return whole
}
