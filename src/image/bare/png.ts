import { crc32 } from 'node:zlib'

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
/** `sRGB` and the size of a pixel change nothing that is seen. */
const PLAIN = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND', 'sRGB', 'pHYs', 'bKGD'])

/** PNG, third edition, 5: at most 8 bits a channel, every checksum right. */
export function isBarePng(bytes: Buffer): boolean {
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) return false
  for (let at = 8; ;) {
    const length = bytes.readUInt32BE(at)
    const type = bytes.toString('latin1', at + 4, at + 8)
    const end = at + 12 + length
    if (!PLAIN.has(type) || (at === 8) !== (type === 'IHDR')) return false
    if (bytes.readUInt32BE(end - 4) !== crc32(bytes.subarray(at + 4, end - 4))) return false
    if (type === 'IHDR' && bytes.readUInt8(at + 16) > 8) return false
    if (type === 'IEND') return end === bytes.length
    at = end
  }
}
