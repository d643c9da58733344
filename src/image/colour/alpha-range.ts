/** The most boxes in one place, and items in a file, that are looked at: a picture has a dozen. */
const MOST = 64

interface Box {
  readonly type: string
  readonly body: Buffer
}

/**
 * Whether the alpha of an AVIF's picture is of limited range, so that opaque is 235 of 255: an encoder of films has made it, against AVIF
 * 1.1, 4, by which it is full. libheif takes it as it is, libavif widens it. Of what is built otherwise than by the known encoders
 * nothing is said.
 */
export function isLimitedAlpha(bytes: Buffer): boolean {
  const meta =
    boxesIn(bytes)
      .find(({ type }) => type === 'meta')
      ?.body.subarray(4) ?? Buffer.alloc(0)
  const boxes = new Map(boxesIn(meta).map(({ type, body }) => [type, body]))
  const [references, places] = [boxes.get('iref'), boxes.get('iloc')]
  if (references === undefined || places === undefined || references[0] !== 0) return false
  const alpha = boxesIn(references.subarray(4)).find(({ type, body }) => type === 'auxl' && body.length >= 6)
  if (alpha === undefined) return false
  const start = placeOf(alpha.body.readUInt16BE(0), places)
  return start !== null && isLimitedSequence(bytes.subarray(start, start + 64))
}

/** ISO 14496-12 4.2. What is longer than its place ends with it. */
function boxesIn(bytes: Buffer): Box[] {
  const boxes: Box[] = []
  for (let at = 0; at + 8 <= bytes.length && boxes.length < MOST;) {
    const size = bytes.readUInt32BE(at)
    if (size < 8) break
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), body: bytes.subarray(at + 8, at + size) })
    at += size
  }
  return boxes
}

/** Where the data of an item begins: ISO 14496-12 8.11.3, of one piece, in numbers of 32 bits. */
function placeOf(item: number, iloc: Buffer): number | null {
  if (iloc.length < 8 || iloc[0]! > 1 || iloc[4] !== 0x44 || (iloc[5]! !== 0 && iloc[5]! !== 0x40)) return null
  const [before, base] = [4 + 2 * (iloc[0] ?? 0), (iloc[5] ?? 0) >> 4]
  const length = before + base + 2 + 8
  for (let count = 0, at = 8; count < MOST && at + length <= iloc.length; count += 1, at += length) {
    if (iloc.readUInt16BE(at + before + base) !== 1) return null
    if (iloc.readUInt16BE(at) !== item) continue
    return iloc.readUInt32BE(at + before + base + 2) + (base === 0 ? 0 : iloc.readUInt32BE(at + before))
  }
  return null
}

/** AV1 (https://aomediacodec.github.io/av1-spec/), 5.3, 5.5: the sequence header of a still picture of luma only, in its short form. */
function isLimitedSequence(units: Buffer): boolean {
  const header = units[0] === 0x12 ? 2 : 0 // behind a temporal delimiter, which is empty
  if (units[header] !== 0x0a || header + 14 > units.length) return false
  let at = (header + 2) * 8
  const bits = (count: number): number => {
    let value = 0
    for (const end = at + count; at < end; at += 1) value = value * 2 + (((units[at >> 3] ?? 0) >> (7 - (at & 7))) & 1)
    return value
  }
  const profile = bits(3)
  if (bits(2) !== 0b11) return false
  bits(5) // level
  const [widthBits, heightBits] = [bits(4) + 1, bits(4) + 1]
  bits(widthBits + heightBits + 6)
  if (bits(1) === 1 && profile === 2) bits(1) // more than 10 bits
  if (profile === 1 || bits(1) === 0) return false // monochrome
  if (bits(1) === 1) bits(24) // what the colours mean
  return bits(1) === 0
}
