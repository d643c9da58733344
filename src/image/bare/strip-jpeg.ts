import { endOfScan } from './jpeg.ts'

const [SOI, EOI, SOS, APP0, APP1, APP2, APP11, APP12, APP13, COM] = [
  0xd8, 0xd9, 0xda, 0xe0, 0xe1, 0xe2, 0xeb, 0xec, 0xed, 0xfe,
]

/** Blocks beside the picture, by marker and by what they begin with. Others may say how it is to be shown: they stay. */
const BESIDE: ReadonlyMap<number, readonly string[]> = new Map([
  [APP0, ['JFXX\0']], // a thumbnail
  [APP1, ['Exif\0', 'http://ns.adobe.com/xap/1.0/\0', 'http://ns.adobe.com/xmp/extension/\0']],
  [APP2, ['ICC_PROFILE\0']],
  [APP12, ['Ducky']],
  [APP13, ['Photoshop 3.0\0', 'Adobe_CM']],
  [COM, ['']],
])

/** ITU-T T.81, annex B: what stays stands as it stood. Fill bytes between segments go, and so does what follows the end. */
export function stripJpeg(bytes: Buffer, keep: (from: number, to: number) => void): boolean {
  if (bytes.readUInt16BE(0) !== 0xff00 + SOI) return false
  keep(0, 2)
  for (let at = 2, interval = 0; ;) {
    if (bytes.readUInt8(at) !== 0xff) return false
    while (bytes.readUInt8(at + 1) === 0xff) at += 1
    const marker = bytes.readUInt8(at + 1)
    if (marker === EOI) {
      keep(at, at + 2)
      return true
    }
    const length = bytes.readUInt16BE(at + 2)
    let end = at + 2 + length
    if (length < 2 || end > bytes.length) return false
    if (marker === 0xdd) interval = bytes.readUInt16BE(at + 4)
    if (marker === SOS) end = endOfScan(bytes, end, interval > 0)
    if (!isBeside(marker, bytes.subarray(at + 4, end))) keep(at, end)
    at = end
  }
}

function isBeside(marker: number, body: Buffer): boolean {
  if (marker === APP0 && body.toString('latin1', 0, 5) === 'JFIF\0') return body.length > 14 // with a thumbnail
  // ISO 19566-5 (C2PA); JPEG XT has boxes of other types in such segments, which belong to the picture.
  if (marker === APP11) return body.toString('latin1', 0, 2) === 'JP' && body.toString('latin1', 12, 16) === 'jumb'
  return BESIDE.get(marker)?.some((name) => body.toString('latin1', 0, name.length) === name) ?? false
}
