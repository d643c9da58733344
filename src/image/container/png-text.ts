import { inflateSync } from 'node:zlib'

/** The bytes that all text and EXIF of a file may have, unzipped: nobody's is longer, and libvips keeps it ten times over. */
const MOST = 8 * 2 ** 20
/** The most chunks of text and EXIF in a file: libpng keeps a thousand. */
const MOST_CHUNKS = 100
const [EXIF, TEXT, ZIPPED, INTERNATIONAL] = ['eXIf', 'tEXt', 'zTXt', 'iTXt'].map((name) =>
  Buffer.from(name).readUInt32BE(),
)

/**
 * A PNG without the text that would take the more memory the better it is zipped: a file of a megabyte may hold gigabytes.
 * Where there is none, the very same bytes come back. PNG, third edition, 5.3 and 11.3.3.
 */
export function boundText(png: Uint8Array): Uint8Array {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.length)
  const kept: Buffer[] = []
  let [from, left, chunks] = [0, MOST, 0]
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 12 + bytes.readUInt32BE(at)
    if (end > bytes.length) break
    const length = unzippedLength(
      bytes.readUInt32BE(at + 4),
      bytes.subarray(at + 8, end - 4),
      chunks < MOST_CHUNKS ? left : 0,
    )
    if (length > 0) chunks += 1
    if (length > left) {
      kept.push(bytes.subarray(from, at))
      from = end
    } else left -= length
    at = end
  }
  return kept.length === 0 ? png : Buffer.concat([...kept, bytes.subarray(from)])
}

/** The length of text or EXIF in bytes, unzipped; 0 for any other chunk, `Infinity` where there is no room for it. */
function unzippedLength(type: number, body: Buffer, room: number): number {
  if (type !== EXIF && type !== TEXT && type !== ZIPPED && type !== INTERNATIONAL) return 0
  if (body.length > room) return Infinity
  const keyword = body.indexOf(0)
  if (type === ZIPPED) return inflatedLength(body.subarray(keyword + 2), room)
  if (type !== INTERNATIONAL || body[keyword + 1] !== 1) return body.length
  // The language and the translated keyword come before it, each up to a zero.
  return inflatedLength(body.subarray(body.indexOf(0, body.indexOf(0, keyword + 3) + 1) + 1), room)
}

function inflatedLength(zipped: Buffer, room: number): number {
  try {
    return zipped.length + inflateSync(zipped, { maxOutputLength: room }).length
  } catch {
    return Infinity // too long, or it cannot be unzipped
  }
}
