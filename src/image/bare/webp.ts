const CHUNKS = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF'])
const WITHIN_FRAME = new Set(['VP8 ', 'VP8L', 'ALPH'])
/** Of VP8X: alpha and animation. The others announce a profile, EXIF or XMP. */
const FLAGS = 0b0001_0010

/** WebP, RFC 9649: the picture's own chunks. */
export function isBareWebp(bytes: Buffer): boolean {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WEBP') return false
  return bytes.readUInt32LE(4) === bytes.length - 8 && hasOnly(bytes.subarray(12), CHUNKS)
}

function hasOnly(bytes: Buffer, known: ReadonlySet<string>): boolean {
  let at = 0
  while (at < bytes.length) {
    const name = bytes.toString('latin1', at, at + 4)
    const length = bytes.readUInt32LE(at + 4)
    const body = bytes.subarray(at + 8, at + 8 + length)
    if (!known.has(name) || body.length !== length) return false
    if (name === 'VP8X' && (body.readUInt8(0) & ~FLAGS) !== 0) return false
    if (name === 'ANMF' && !hasOnly(body.subarray(16), WITHIN_FRAME)) return false
    at += 8 + length + (length % 2)
  }
  return at === bytes.length && at > 0
}
