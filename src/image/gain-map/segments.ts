/**
 * The marker segments of a JPEG up to its pixels, each with its marker: ITU-T T.81, B.1.1.4. One at a time: a list of a file
 * full of empty ones would take fifty times its size.
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

/** @param data at most 65,533 bytes */
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
