const APP2 = 0xe2

/**
 * The segments of a JPEG up to its pixels, each with its marker: ITU-T T.81, B.1.1.4. They come one at a time: a list of a
 * file full of empty ones would take fifty times its size.
 */
export function* segmentsOf(
  jpeg: Uint8Array,
): Generator<{ readonly marker: number; readonly data: Buffer }, undefined> {
  const bytes = Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.length)
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1]!
    const length = bytes.readUInt16BE(at + 2)
    if (marker === 0xda || length < 2) break
    yield { marker, data: bytes.subarray(at + 4, at + 2 + length) }
    at += 2 + length
  }
}

/**
 * A segment with its marker and its length.
 *
 * @param data at most 65,533 bytes
 */
export function segment(marker: number, data: Uint8Array): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(data.length + 2, 2)
  return Buffer.concat([head, data])
}

/** Puts segments behind those that the JPEG begins with: JFIF and EXIF want to be first. */
export function withSegments(jpeg: Uint8Array, segments: readonly Buffer[]): Buffer {
  let at = 2
  for (const { marker, data } of segmentsOf(jpeg)) {
    if (marker !== 0xe0 && marker !== 0xe1) break
    at += 4 + data.length
  }
  return Buffer.concat([jpeg.subarray(0, at), ...segments, jpeg.subarray(at)])
}

/** Joins two JPEGs in one file, the first of which says where the second is: CIPA DC-007, Multi-Picture Format. */
export function joinPictures(first: Uint8Array, second: Uint8Array): Buffer {
  // Its size does not depend on what it says, so a first draft tells where it lies.
  const draft = withSegments(first, [mpfIndex(0, 0, 0)])
  const at = draft.indexOf('MPF\0MM', 0, 'latin1') + 4
  return Buffer.concat([withSegments(first, [mpfIndex(draft.length, second.length, draft.length - at)]), second])
}

/**
 * The segment that says where the pictures are.
 *
 * @param first the size of the first picture in bytes, as `second` is of the second
 * @param offset of the second picture, from the byte order mark on
 */
function mpfIndex(first: number, second: number, offset: number): Buffer {
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
