export const [EXTENSION, IMAGE, CONTROL] = [0x21, 0x2c, 0xf9]
const TRAILER = 0x3b
/** The flags of a control block that say disposal 2, "restore to background", and no transparent colour: GIF89a 23. */
const [FLAGS, CLEARS] = [0b0001_1101, 0b0000_1000]

/**
 * The same animation, made so that libvips clears what is to be cleared after a frame. Where the frame names no transparent
 * colour, libvips paints the background's, as the standard has it and no browser does. So one is named that nothing uses.
 *
 * @param most frames; of a file with more, only the first is left: millions of them, each in dozens of bytes, would take half
 * a gigabyte
 */
export function withClearing(bytes: Uint8Array, most: number): Buffer {
  let gif = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let isCopy = false
  let control = -1
  let [frames, first] = [0, 0]
  for (let at = 13 + tableLength(gif[10]); at + 10 < gif.length && gif[at] !== TRAILER;) {
    if (gif[at] === EXTENSION) {
      if (gif[at + 1] === CONTROL) control = at
      at = endOfBlocks(gif, at + 2)
    } else if (gif[at] === IMAGE) {
      const own = tableLength(gif[at + 9])
      const colours = (own === 0 ? tableLength(gif[10]) : own) / 3
      if (control >= 0 && colours < 256 && (gif[control + 3]! & FLAGS) === CLEARS) {
        if (!isCopy) gif = Buffer.from(gif) // what is given stays as it is
        isCopy = true
        gif[control + 3] = gif[control + 3]! | 1
        gif[control + 6] = 255
      }
      control = -1
      at = endOfBlocks(gif, at + 11 + own)
      frames += 1
      if (frames === 1) first = at
      if (frames > most) return Buffer.concat([gif.subarray(0, first), Buffer.from([TRAILER])])
    } else break
  }
  return gif
}

/** The length in bytes of the table of colours that the flags announce. */
export function tableLength(flags = 0): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0
}

export function endOfBlocks(gif: Buffer, from: number): number {
  let at = from
  while (at < gif.length && gif[at] !== 0) at += 1 + gif[at]!
  return at + 1
}
