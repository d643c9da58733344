const [SOF0, SOF2, DHT, SOI, EOI, SOS, DQT, DRI, APP0, APP14] = [
  0xc0, 0xc2, 0xc4, 0xd8, 0xd9, 0xda, 0xdb, 0xdd, 0xe0, 0xee,
]

/** JPEG, ITU-T T.81 annex B: baseline or progressive with Huffman codes, 8 bits, gray or YCbCr. */
export function isBareJpeg(bytes: Buffer): boolean {
  if (bytes.readUInt16BE(0) !== 0xff00 + SOI) return false
  let frames = 0
  for (let at = 2; ;) {
    if (bytes.readUInt8(at) !== 0xff) return false
    const marker = bytes.readUInt8(at + 1)
    if (marker === EOI) return frames === 1 && at + 2 === bytes.length
    const end = at + 2 + bytes.readUInt16BE(at + 2)
    const body = bytes.subarray(at + 4, end)
    if (end > bytes.length || !isPlain(marker, body)) return false
    if (marker === SOF0 || marker === SOF2) frames += 1
    at = marker === SOS ? endOfScan(bytes, end) : end
  }
}

function isPlain(marker: number, body: Buffer): boolean {
  switch (marker) {
    case DQT:
    case DHT:
    case DRI:
    case SOS:
      return true
    case SOF0:
    case SOF2:
      return body.readUInt8(0) === 8 && [1, 3].includes(body.readUInt8(5))
    case APP0: // JFIF 1.02, without a thumbnail
      return body.length === 14 && body.toString('latin1', 0, 5) === 'JFIF\0' && body.readUInt16BE(12) === 0
    case APP14: // Adobe technical note 5116; 1 is YCbCr
      return body.length === 12 && body.toString('latin1', 0, 5) === 'Adobe' && body.readUInt8(11) === 1
    default:
      return false
  }
}

/** Where the next marker is that is no part of the coded data: stuffed zeros and restarts are. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes.readUInt8(at + 1)
    if (next !== 0 && !(next >= 0xd0 && next <= 0xd7)) return at
  }
  return bytes.length
}
