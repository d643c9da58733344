const [EXTENSION, IMAGE, TRAILER, CONTROL, APPLICATION] = [0x21, 0x2c, 0x3b, 0xf9, 0xff]

/** GIF89a: images, their control blocks, and how often they play. */
export function isBareGif(bytes: Buffer): boolean {
  if (!/^GIF8[79]a/.test(bytes.toString('latin1', 0, 6))) return false
  let images = 0
  for (let at = 13 + tableLength(bytes.readUInt8(10)); ;) {
    const kind = bytes.readUInt8(at)
    if (kind === TRAILER) return images > 0 && at + 1 === bytes.length
    if (kind === IMAGE) {
      images += 1
      at = endOfBlocks(bytes, at + 11 + tableLength(bytes.readUInt8(at + 9)))
    } else if (kind === EXTENSION) {
      const label = bytes.readUInt8(at + 1)
      const isLoop = label === APPLICATION && bytes.toString('latin1', at + 3, at + 14) === 'NETSCAPE2.0'
      if (label !== CONTROL && !(isLoop && bytes.readUInt8(at + 14) === 3)) return false
      const end = endOfBlocks(bytes, at + 2)
      if (end - at > 19) return false // more than there is to say
      at = end
    } else return false
  }
}

/** In bytes, of the colours that the flags announce. */
function tableLength(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0
}

function endOfBlocks(bytes: Buffer, from: number): number {
  let at = from
  for (let length = bytes.readUInt8(at); length > 0; length = bytes.readUInt8(at)) at += 1 + length
  return at + 1
}
