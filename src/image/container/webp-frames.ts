/** `ANMF` */
const FRAME = 0x41_4e_4d_46
/** The most chunks that are no frames: the standard knows seven. */
const OTHERS = 100

/**
 * A WebP with no more than its first frame where it has more than so many. libwebp looks each frame up from the first one
 * on, so that a hundred thousand of them, in five megabytes, take half a minute before a pixel is decoded.
 * It also ends where there is too much else: of each chunk libwebp keeps where it is, and an empty one has eight bytes.
 *
 * RFC 9649, 2.7: chunks of a name, a length and a body, padded to be even.
 */
export function boundFrames(webp: Uint8Array, most: number): Uint8Array {
  const bytes = Buffer.from(webp.buffer, webp.byteOffset, webp.length)
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WEBP') return bytes
  let [others, frames, first] = [0, 0, 0]
  for (let at = 12; at + 8 <= bytes.length;) {
    const isFrame = bytes.readUInt32BE(at) === FRAME
    const length = bytes.readUInt32LE(at + 4)
    if (!isFrame) others += 1
    if (others > OTHERS) return cut(bytes, at)
    at += 8 + length + (length % 2)
    if (!isFrame) continue
    frames += 1
    if (frames === 1) first = Math.min(at, bytes.length)
    if (frames > most) return cut(bytes, first)
  }
  return bytes
}

function cut(bytes: Buffer, end: number): Buffer {
  const short = Buffer.from(bytes.subarray(0, end))
  short.writeUInt32LE(end - 8, 4)
  return short
}
