import { endOfBlocks, tableLength } from './gif.ts'

const [EXTENSION, IMAGE, TRAILER, COMMENT, APPLICATION] = [0x21, 0x2c, 0x3b, 0xfe, 0xff]
/** Applications that say nothing of how the picture moves. */
const BESIDE = new Set(['XMP DataXMP', 'ICCRGBG1012', 'ImageMagick', 'MGK8BIM0000', 'MGKIPTC0000', 'C2PA_GIF\x01\0\0'])

/** GIF89a: comments go, and what is known of other applications; all else stays as it stood. */
export function stripGif(bytes: Buffer, keep: (from: number, to: number) => void): boolean {
  if (bytes.toString('latin1', 0, 3) !== 'GIF') return false
  const begin = 13 + tableLength(bytes.readUInt8(10))
  keep(0, begin)
  for (let at = begin; ;) {
    const kind = bytes.readUInt8(at)
    if (kind === TRAILER) {
      keep(at, at + 1)
      return true
    }
    if (kind !== EXTENSION && kind !== IMAGE) return false
    const blocks = kind === EXTENSION ? at + 2 : at + 11 + tableLength(bytes.readUInt8(at + 9))
    const end = endOfBlocks(bytes, blocks)
    if (kind === IMAGE || !isBeside(bytes, at)) keep(at, end)
    at = end
  }
}

function isBeside(bytes: Buffer, at: number): boolean {
  const label = bytes.readUInt8(at + 1)
  return label === COMMENT || (label === APPLICATION && BESIDE.has(bytes.toString('latin1', at + 3, at + 14)))
}
