interface Chunk {
  readonly name: string
  readonly body: Buffer
}

const [ANIMATION, ALPHA] = [0b0000_0010, 0b0001_0000]

/** Whether a WebP holds the picture's own chunks, each in its place, and nothing else: RFC 9649. */
export function isBareWebp(bytes: Buffer): boolean {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WEBP') return false
  if (bytes.readUInt32LE(4) !== bytes.length - 8) return false
  const chunks = bytes.subarray(12)
  const [first] = chunksIn(chunks)
  if (first?.name !== 'VP8X') return isPicture(chunks, false)
  // The other flags announce a profile, EXIF or XMP, and the rest is reserved.
  const flags = first.body.readUInt32LE(0)
  if (first.body.length !== 10 || (flags & ~(ANIMATION | ALPHA)) !== 0) return false
  const hasAlpha = (flags & ALPHA) !== 0
  return flags & ANIMATION ? isAnimation(chunks.subarray(18), hasAlpha) : isPicture(chunks.subarray(18), hasAlpha)
}

function isAnimation(chunks: Buffer, hasAlpha: boolean): boolean {
  let before = 0
  for (const { name, body } of chunksIn(chunks)) {
    const isInPlace = before === 0 ? name === 'ANIM' && body.length === 6 : name === 'ANMF' && isFrame(body, hasAlpha)
    if (!isInPlace) return false
    before += 1
  }
  return before > 1
}

/** Whether a frame is plain. Its first 16 bytes say where and how long it is shown; six bits of the last are reserved. */
function isFrame(body: Buffer, hasAlpha: boolean): boolean {
  return (body.readUInt8(15) & 0xfc) === 0 && isPicture(body.subarray(16), hasAlpha)
}

function isPicture(chunks: Buffer, hasAlpha: boolean): boolean {
  const [first, second, third] = chunksIn(chunks)
  if (first === undefined || third !== undefined) return false
  if (second === undefined) return isPixels(first, true)
  return hasAlpha && first.name === 'ALPH' && isPixels(second, false)
}

function isPixels({ name, body }: Chunk, mayBeLossless: boolean): boolean {
  if (name === 'VP8L') return mayBeLossless && body.readUInt8(0) === 0x2f
  // RFC 6386 9.1: a key frame, and what it starts with.
  return name === 'VP8 ' && (body.readUInt8(0) & 1) === 0 && body.readUIntBE(3, 3) === 0x9d012a
}

/**
 * The chunks, one at a time: a list of a file full of empty ones would take many times its size.
 *
 * @throws RangeError where they do not fill the bytes exactly
 */
function* chunksIn(bytes: Buffer): Generator<Chunk, undefined> {
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt32LE(at + 4)
    const end = at + 8 + length
    const isPadded = length % 2 === 0 || bytes.readUInt8(end) === 0
    if (end > bytes.length || !isPadded) throw new RangeError('a chunk does not fit')
    yield { name: bytes.toString('latin1', at, at + 4), body: bytes.subarray(at + 8, end) }
    at = end + (length % 2)
  }
}
