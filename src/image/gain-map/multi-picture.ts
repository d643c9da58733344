import { segment, withSegments } from './segments.ts'

const APP2 = 0xe2

/** Two JPEGs in one file, the first of which says where the second is: CIPA DC-007, Multi-Picture Format. */
export function joinPictures(first: Uint8Array, second: Uint8Array): Buffer {
  // Its size does not depend on what it says, so a first draft tells where it lies.
  const draft = withSegments(first, [indexOf(0, 0, 0)])
  const at = draft.indexOf('MPF\0MM', 0, 'latin1') + 4
  return Buffer.concat([withSegments(first, [indexOf(draft.length, second.length, draft.length - at)]), second])
}

/** @param offset of the second picture, from the byte order mark on */
function indexOf(first: number, second: number, offset: number): Buffer {
  const index = Buffer.alloc(82)
  index.write('MM\0*', 0, 'latin1')
  index.writeUInt32BE(8, 4)
  index.writeUInt16BE(3, 8)
  const entries = [
    [0xb0_00, 7, 4, 0x30_31_30_30], // the version, 0100
    [0xb0_01, 4, 1, 2], // the number of pictures
    [0xb0_02, 7, 32, 50], // where they are
  ] as const
  for (const [number, [tag, type, count, value]] of entries.entries()) {
    const at = 10 + number * 12
    index.writeUInt16BE(tag, at)
    index.writeUInt16BE(type, at + 2)
    index.writeUInt32BE(count, at + 4)
    index.writeUInt32BE(value, at + 8)
  }
  index.writeUInt32BE(0x03_00_00, 50) // the primary picture
  index.writeUInt32BE(first, 54)
  index.writeUInt32BE(second, 70)
  index.writeUInt32BE(offset, 74)
  return segment(APP2, Buffer.concat([Buffer.from('MPF\0', 'latin1'), index]))
}
