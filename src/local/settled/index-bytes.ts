import { createHash } from 'node:crypto'

/** The most fingerprints in the index: that of five million originals has 40 MB, and what is beyond them is looked at. */
const MOST = 5_000_000

const HEADER = /^sizewright index 1 (\d{1,8}) ([0-9a-f]{64}) *\n$/
/** How long the header is, in bytes; it is filled up with spaces. */
const HEADER_BYTES = 96

/** The most bytes that an index has. */
export const LARGEST = HEADER_BYTES + 8 * MOST

/** @param fingerprints ascending, each once */
export function printIndex(fingerprints: BigUint64Array): Uint8Array {
  const kept = fingerprints.subarray(0, MOST)
  const body = new Uint8Array(kept.buffer, kept.byteOffset, kept.byteLength)
  const header = `sizewright index 1 ${kept.length} ${sha256(body)}`
  return Buffer.concat([Buffer.from(`${header.padEnd(HEADER_BYTES - 1)}\n`), body])
}

/** The fingerprints, or `null` where the bytes are none that `printIndex` gave: another version's, cut off, anybody's. */
export function parseIndex(bytes: Uint8Array): BigUint64Array | null {
  const header = Buffer.from(bytes.subarray(0, HEADER_BYTES)).toString('latin1')
  const [, count, sum] = HEADER.exec(header) ?? []
  const body = new Uint8Array(bytes.subarray(HEADER_BYTES)) // a copy, which begins where numbers may
  if (count === undefined || body.length !== 8 * Number(count) || sha256(body) !== sum) return null
  const fingerprints = new BigUint64Array(body.buffer)
  return isAscending(fingerprints) ? fingerprints : null
}

function isAscending(numbers: BigUint64Array): boolean {
  for (let at = 1; at < numbers.length; at += 1) if (numbers[at - 1]! >= numbers[at]!) return false
  return true
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
