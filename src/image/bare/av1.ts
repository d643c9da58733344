/** A letter for each OBU type that may occur: temporal delimiter, sequence header, frame header, tiles, frame. */
const LETTERS: ReadonlyMap<number, string> = new Map([
  [1, 's'],
  [2, 'd'],
  [3, 'h'],
  [4, 't'],
  [6, 'f'],
])

/**
 * Whether these are one frame of 8 bits without metadata of its own: AV1 (https://aomediacodec.github.io/av1-spec/), 5.3 and
 * 5.5.
 *
 * @param size width and height, as the container has them: two numbers of 32 bits
 * @param isColoured whether something else says its colours; where nothing does, these must be sRGB or unsaid
 * @throws RangeError where a length leads out of it
 */
export function isPlainFrame(units: Buffer, size: Buffer, isColoured: boolean): boolean {
  let order = ''
  for (let at = 0; at < units.length;) {
    const head = units.readUInt8(at)
    const letter = LETTERS.get(head >> 3)
    // The only one of the lowest bits that is set says that a length follows.
    if (letter === undefined || (head & 7) !== 2) return false
    const { value, next } = leb128(units, at + 1)
    const end = next + value
    order += letter
    if (end > units.length || order.length > 64 || (letter === 'd' && value > 0)) return false
    if (letter === 's' && !isPlainSequence(units.subarray(next, end), size, isColoured)) return false
    at = end
  }
  return /^d?s(f|ht)t*$/.test(order)
}

/** Reads a sequence header, 5.5.1, of a still picture in the short form that all encoders write; 5.5.2 is about colour. */
function isPlainSequence(body: Buffer, size: Buffer, isColoured: boolean): boolean {
  let at = 0
  const bits = (count: number): number => {
    let value = 0
    for (const end = at + count; at < end; at += 1)
      value = value * 2 + ((body.readUInt8(at >> 3) >> (7 - (at & 7))) & 1)
    return value
  }
  if (body.length > 24) return false
  const profile = bits(3)
  if (bits(2) !== 0b11) return false // a still picture, in the short form
  bits(5) // level
  const [widthBits, heightBits] = [bits(4) + 1, bits(4) + 1]
  if (bits(widthBits) + 1 !== size.readUInt32BE(0) || bits(heightBits) + 1 !== size.readUInt32BE(4)) return false
  bits(6) // tools
  if (bits(1) === 1) return false // high_bitdepth
  if (profile !== 1) bits(1) // monochrome
  if (bits(1) === 0) return true
  const [primaries, transfer] = [bits(8), bits(8)]
  // ITU-T H.273: 1 and 13 are sRGB's, 2 is unsaid.
  return isColoured || ((primaries === 1 || primaries === 2) && (transfer === 13 || transfer === 2))
}

/** Reads a number of four bytes at most: 4.10.5. */
function leb128(bytes: Buffer, from: number): { readonly value: number; readonly next: number } {
  let value = 0
  for (let index = 0; index < 4; index += 1) {
    const byte = bytes.readUInt8(from + index)
    value += (byte & 0x7f) * 128 ** index
    if (byte < 0x80) return { value, next: from + index + 1 }
  }
  throw new RangeError('longer than a picture')
}
