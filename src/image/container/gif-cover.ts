import { CONTROL, endOfBlocks, EXTENSION, IMAGE, tableLength } from './gif-frames.ts'

/** A control block that says nothing, and has room for a transparent colour: GIF89a, 23. */
const PLAIN = Buffer.from([EXTENSION, CONTROL, 4, 0, 0, 0, 0, 0])

/**
 * The same GIF, made so that libvips leaves transparent what the first frame does not cover, as browsers do. Where no frame names a
 * transparent colour, libvips takes all of it for opaque, and that for black. So the first one names a colour that it
 * has no pixel of.
 */
export function withUncovered(bytes: Uint8Array): Buffer {
  const gif = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let [at, control] = [13 + tableLength(gif[10]), -1]
  while (gif[at] === EXTENSION) {
    if (gif[at + 1] === CONTROL) control = at
    at = endOfBlocks(gif, at + 2)
  }
  if (gif[at] !== IMAGE || at + 11 > gif.length || covers(gif, at)) return gif
  if (control !== -1 && (gif[control + 3]! & 1) === 1) return gif
  const unused = unusedColour(gif, at + 10 + tableLength(gif[at + 9]))
  if (unused === null) return gif
  const block = Buffer.from(control === -1 ? PLAIN : gif.subarray(control, control + PLAIN.length))
  block[3] = block[3]! | 1
  block[6] = unused
  const [before, after] = control === -1 ? [at, at] : [control, control + PLAIN.length]
  return Buffer.concat([gif.subarray(0, before), block, gif.subarray(after)])
}

/** Whether the frame at a place is as large as the screen: GIF89a, 18 and 20. */
function covers(gif: Buffer, at: number): boolean {
  const isAtOrigin = gif.readUInt32LE(at + 1) === 0
  return (
    isAtOrigin && gif.readUInt16LE(at + 5) >= gif.readUInt16LE(6) && gif.readUInt16LE(at + 7) >= gif.readUInt16LE(8)
  )
}

/**
 * A colour that no pixel of a frame has; `null` where there is none. Whatever LZW repeats it has said once as it is
 * (GIF89a, appendix F), so that only the codes are read, and nothing is unpacked.
 *
 * @param start where the frame's data begins, with the size of a code
 */
function unusedColour(gif: Buffer, start: number): number | null {
  const literalBits = Math.min(8, gif[start] ?? 8)
  const clear = 2 ** literalBits
  const used = new Uint8Array(256)
  let [bits, held, size, known] = [0, 0, literalBits + 1, clear + 2]
  for (let block = start + 1; block < gif.length && gif[block] !== 0; block += 1 + gif[block]!) {
    const end = Math.min(gif.length, block + 1 + gif[block]!)
    for (let at = block + 1; at < end; at += 1) {
      held |= gif[at]! << bits
      bits += 8
      while (bits >= size) {
        const code = held & (2 ** size - 1)
        held >>>= size
        bits -= size
        if (code < clear) used[code] = 1
        if (code === clear) [size, known] = [literalBits + 1, clear + 1]
        else if (known < 4096) known += 1
        if (known === 2 ** size && size < 12) size += 1
      }
    }
  }
  const unused = used.lastIndexOf(0)
  return unused === -1 ? null : unused
}
