/**
 * A gray progressive JPEG of one colour, valid to the last bit, in so many scans (2 to 883): the first tells all, and each
 * of the others that one more bit of one more wave is zero, in a hundred bytes. ITU-T T.81, annex G.
 */
export function progressiveJpeg(side: number, scans: number): Buffer {
  const blocks = Math.ceil(side / 8) ** 2
  const one = [1, ...Array.from({ length: 15 }, () => 0)] // a Huffman table with one code: 0
  const parts = [
    Buffer.from([0xff, 0xd8]),
    segmentOf(0xdb, [0, ...Array.from({ length: 64 }, () => 1)]),
    segmentOf(0xc2, [8, side >> 8, side & 255, side >> 8, side & 255, 1, 1, 0x11, 0]),
    segmentOf(0xc4, [0x00, ...one, 0]), // no difference to the block before
    segmentOf(0xc4, [0x10, ...one, 0xe0]), // nothing more in 2^14 blocks and as many as the next 14 bits say
    segmentOf(0xda, [1, 1, 0, 0, 0, 0]),
    Buffer.alloc(Math.ceil(blocks / 8)),
  ]
  const nothing = stuffed('0'.padEnd(15, '1').repeat(Math.ceil(blocks / 32_767)))
  for (let scan = 1; scan < scans; scan += 1) {
    const [wave, bit] = [1 + ((scan - 1) % 63), 13 - Math.floor((scan - 1) / 63)]
    parts.push(segmentOf(0xda, [1, 1, 0, wave, wave, bit === 13 ? bit : ((bit + 1) << 4) | bit]), nothing)
  }
  return Buffer.concat([...parts, Buffer.from([0xff, 0xd9])])
}

function segmentOf(marker: number, data: readonly number[]): Buffer {
  return Buffer.from([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255, ...data])
}

/** Bytes of these bits, filled up with ones; a zero follows each that would begin a marker. */
function stuffed(bits: string): Buffer {
  const bytes = bits.match(/.{1,8}/g) ?? []
  return Buffer.from(
    bytes.map((byte) => Number.parseInt(byte.padEnd(8, '1'), 2)).flatMap((byte) => (byte === 255 ? [byte, 0] : [byte])),
  )
}
