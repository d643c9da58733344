/** Ends each name, so that a search in all of them finds nothing that stands in two. No key holds it. */
export const END = 0x0a

const SLASH = 0x2f
const [ZERO, NINE] = [0x30, 0x39]

/**
 * Compares two folded names as people order them: `boat-2` before `boat-10`, and what is in a folder together.
 *
 * @param bytes hold the names as UTF-8, each with `END` behind it
 * @param a where one begins
 * @param b where the other begins
 * @returns 0 where they differ in leading zeros at most
 */
export function compareNatural(bytes: Uint8Array, a: number, b: number): number {
  for (;;) {
    const [one, other] = [bytes[a]!, bytes[b]!]
    if (isDigit(one) && isDigit(other)) {
      a = afterZeros(bytes, a)
      b = afterZeros(bytes, b)
      const [endA, endB] = [afterDigits(bytes, a), afterDigits(bytes, b)]
      if (endA - a !== endB - b) return endA - a - (endB - b) // the longer number is the larger one
      for (; a < endA; a += 1, b += 1) if (bytes[a] !== bytes[b]) return bytes[a]! - bytes[b]!
      continue
    }
    if (one !== other) return rank(one) - rank(other)
    if (one === END) return 0
    a += 1
    b += 1
  }
}

/** A name goes before those that it begins, and a folder's content before what is called nearly like it. */
function rank(byte: number): number {
  return byte === END ? 0 : byte === SLASH ? 1 : byte + 2
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE
}

function afterZeros(bytes: Uint8Array, at: number): number {
  while (bytes[at] === ZERO) at += 1
  return at
}

function afterDigits(bytes: Uint8Array, at: number): number {
  while (isDigit(bytes[at]!)) at += 1
  return at
}
