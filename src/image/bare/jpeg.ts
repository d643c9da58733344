const [SOF0, SOF2, DHT, RST0, SOI, EOI, SOS, DQT, DRI, APP0, APP14] = [
  0xc0, 0xc2, 0xc4, 0xd0, 0xd8, 0xd9, 0xda, 0xdb, 0xdd, 0xe0, 0xee,
]

/**
 * Whether a JPEG is baseline or progressive with Huffman codes, in 8 bits, gray or YCbCr, and nothing else: ITU-T T.81,
 * annex B.
 */
export function isBareJpeg(bytes: Buffer): boolean {
  if (bytes.readUInt16BE(0) !== 0xff00 + SOI) return false
  let [components, scans, interval, isAdobe] = [0, 0, 0, false]
  for (let at = 2; ;) {
    if (bytes.readUInt8(at) !== 0xff) return false
    const marker = bytes.readUInt8(at + 1)
    if (marker === EOI) return scans > 0 && !(isAdobe && components === 1) && at + 2 === bytes.length
    const end = at + 2 + bytes.readUInt16BE(at + 2)
    const body = bytes.subarray(at + 4, end)
    if (end < at + 4 || end > bytes.length || !isPlain(marker, body)) return false
    if (marker === SOF0 || marker === SOF2) {
      if (components > 0) return false
      components = body.readUInt8(5)
    }
    if (marker === DRI) interval = body.readUInt16BE(0)
    if (marker === APP14) isAdobe = true
    at = end
    if (marker === SOS) {
      if (components === 0) return false
      scans += 1
      at = endOfScan(bytes, end, interval > 0)
    }
  }
}

function isPlain(marker: number, body: Buffer): boolean {
  switch (marker) {
    case DQT:
      return areTables(body, 3, () => 64)
    case DHT:
      return areTables(body, 0x13, (at) => 16 + body.subarray(at, at + 16).reduce((sum, count) => sum + count, 0))
    case DRI:
      return body.length === 2
    case SOS:
      return body.length === 4 + 2 * body.readUInt8(0)
    case SOF0:
    case SOF2:
      return isPlainFrame(body)
    case APP0: // JFIF 1.02, without a thumbnail
      return body.length === 14 && body.toString('latin1', 0, 5) === 'JFIF\0' && body.readUInt16BE(12) === 0
    case APP14: // Adobe technical note 5116; 1 is YCbCr
      return body.length === 12 && body.toString('latin1', 0, 5) === 'Adobe' && body.readUInt8(11) === 1
    default:
      return false
  }
}

function isPlainFrame(body: Buffer): boolean {
  const components = body.readUInt8(5)
  const isSize = body.readUInt16BE(1) > 0 && body.readUInt16BE(3) > 0 // no height: it follows in a DNL segment
  if (body.readUInt8(0) !== 8 || !isSize || body.length !== 6 + 3 * components) return false
  // Other names than these mean other colours to libjpeg: "R", "G" and "B".
  return components === 1 || (components === 3 && [1, 2, 3].every((name, index) => body[6 + 3 * index] === name))
}

/** Whether tables fill the segment, each behind its number, which is at most `last` in either half. */
function areTables(body: Buffer, last: number, lengthAt: (at: number) => number): boolean {
  let at = 0
  while (at < body.length) {
    const number = body.readUInt8(at)
    if (number >> 4 > last >> 4 || (number & 15) > (last & 15)) return false
    at += 1 + lengthAt(at + 1)
  }
  return at === body.length && at > 0
}

/** Where the next marker is that is no part of the coded data: stuffed zeros and restarts in their order are. */
export function endOfScan(bytes: Buffer, from: number, hasRestarts: boolean): number {
  let restarts = 0
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 2)) {
    const next = bytes.readUInt8(at + 1)
    if (next === 0) continue
    if (!hasRestarts || next !== RST0 + (restarts % 8)) return at
    restarts += 1
  }
  return bytes.length
}
