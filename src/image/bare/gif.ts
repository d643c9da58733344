const [EXTENSION, IMAGE, TRAILER, CONTROL, APPLICATION] = [0x21, 0x2c, 0x3b, 0xf9, 0xff]

/** Whether a GIF holds nothing but images, their control blocks, and how often they play: GIF89a. */
export function isBareGif(bytes: Buffer): boolean {
  if (!/^GIF8[79]a/.test(bytes.toString('latin1', 0, 6))) return false
  let images = 0
  const colours = tableLength(bytes.readUInt8(10))
  for (let at = 13 + colours; ;) {
    const kind = bytes.readUInt8(at)
    if (kind === TRAILER) return images > 0 && at + 1 === bytes.length
    if (kind === EXTENSION) {
      const length = extensionLength(bytes, at)
      if (length === 0) return false
      at += length
    } else {
      const ownColours = tableLength(bytes.readUInt8(at + 9))
      if (kind !== IMAGE || colours + ownColours === 0 || !isWithin(bytes, at)) return false
      const data = at + 10 + ownColours
      const codeSize = bytes.readUInt8(data)
      if (codeSize < 2 || codeSize > 8 || bytes.readUInt8(data + 1) === 0) return false
      images += 1
      at = endOfBlocks(bytes, data + 1)
    }
  }
}

/** The length in bytes of an extension that says when or how often a frame is shown; 0 for any other. */
function extensionLength(bytes: Buffer, at: number): number {
  const label = bytes.readUInt8(at + 1)
  if (label === CONTROL) return bytes.readUInt8(at + 2) === 4 && bytes.readUInt8(at + 7) === 0 ? 8 : 0
  const isLoop = label === APPLICATION && bytes.toString('latin1', at + 2, at + 16) === '\x0bNETSCAPE2.0\x03\x01'
  return isLoop && bytes.readUInt8(at + 18) === 0 ? 19 : 0
}

/** Whether an image lies on the screen: what sticks out enlarges it in some browsers. */
function isWithin(bytes: Buffer, at: number): boolean {
  const [left, top, width, height] = [1, 3, 5, 7].map((offset) => bytes.readUInt16LE(at + offset))
  if (!width || !height) return false
  return left! + width <= bytes.readUInt16LE(6) && top! + height <= bytes.readUInt16LE(8)
}

/** The length in bytes of the table of colours that the flags announce. */
export function tableLength(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0
}

export function endOfBlocks(bytes: Buffer, from: number): number {
  let at = from
  for (let length = bytes.readUInt8(at); length > 0; length = bytes.readUInt8(at)) at += 1 + length
  return at + 1
}
