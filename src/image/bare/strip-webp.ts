/** Chunks beside the picture, which stand behind its own, but for the profile. */
const BESIDE = new Set(['ICCP', 'EXIF', 'XMP ', 'C2PA'])

/** RFC 9649: the chunks that are announced, and those to the end that the file says of itself. */
export function stripWebp(bytes: Buffer, keep: (from: number, to: number) => void): boolean {
  const whole = 8 + bytes.readUInt32LE(4)
  if (whole > bytes.length || bytes.toString('latin1', 8, 12) !== 'WEBP') return false
  keep(0, 12)
  for (let at = 12; at < whole;) {
    const length = bytes.readUInt32LE(at + 4)
    const end = at + 8 + length + (length % 2)
    if (end > whole) return false
    if (!BESIDE.has(bytes.toString('latin1', at, at + 4))) keep(at, end)
    at = end
  }
  return true
}

/** The length of what was kept, and flags that announce no more than it has. */
export function mendWebp(rest: Buffer): void {
  rest.writeUInt32LE(rest.length - 8, 4)
  if (rest.toString('latin1', 12, 16) === 'VP8X') rest[20]! &= 0b0001_0010
}
