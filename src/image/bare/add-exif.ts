import { crc32 } from 'node:zlib'
import type { Kind } from '../kinds.ts'

/** The flag of VP8X that announces EXIF: RFC 9649, 2.7. */
const HAS_EXIF = 0b1000

/** A bare file with an EXIF block; `null` where there is no place for it. */
export function addExif(bytes: Buffer, kind: Kind, exif: Buffer): Buffer | null {
  if (kind === 'gif') return bytes // it has none
  if (kind === 'jpeg') return withSegment(bytes, exif)
  return kind === 'png' ? withChunk(bytes, exif) : withWebpChunk(bytes, exif)
}

/** Behind JFIF, which wants to be first: EXIF 3.0, 4.5.5 and 4.7. */
function withSegment(jpeg: Buffer, exif: Buffer): Buffer {
  const at = jpeg.readUInt16BE(2) === 0xffe0 ? 4 + jpeg.readUInt16BE(4) : 2
  const head = Buffer.from('\xff\xe1\0\0Exif\0\0', 'latin1')
  head.writeUInt16BE(head.length - 2 + exif.length, 2)
  return Buffer.concat([jpeg.subarray(0, at), head, exif, jpeg.subarray(at)])
}

/** PNG, third edition, 11.3.4.6: anywhere between the header, which ends at byte 33, and the pixels. */
function withChunk(png: Buffer, exif: Buffer): Buffer {
  const chunk = Buffer.concat([Buffer.alloc(4), Buffer.from('eXIf'), exif, Buffer.alloc(4)])
  chunk.writeUInt32BE(exif.length, 0)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4)
  return Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)])
}

function withWebpChunk(webp: Buffer, exif: Buffer): Buffer | null {
  if (webp.toString('latin1', 12, 16) !== 'VP8X') return null
  const head = Buffer.from('EXIF\0\0\0\0')
  head.writeUInt32LE(exif.length, 4)
  const whole = Buffer.concat([webp, head, exif, Buffer.alloc(exif.length % 2)])
  whole.writeUInt32LE(whole.length - 8, 4)
  whole[20]! |= HAS_EXIF
  return whole
}
