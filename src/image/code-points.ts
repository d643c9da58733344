/** How many code points Unicode has. */
const ALL = 0x110000

/** A set of Unicode's code points, in as little memory for all of them as for one. */
export interface CodePoints {
  add(codePoint: number): void
  has(codePoint: number): boolean
  /** Those that are in this set and not in the other, in their order. */
  without(other: CodePoints): Generator<number>
}

export function createCodePoints(): CodePoints {
  const bits = new Uint8Array(ALL / 8)
  return {
    add(codePoint) {
      bits[codePoint >> 3]! |= 1 << (codePoint & 7) // beyond the end nothing is written
    },
    has: (codePoint) => ((bits[codePoint >> 3] ?? 0) & (1 << (codePoint & 7))) !== 0,
    *without(other) {
      for (const [index, byte] of bits.entries()) {
        if (byte === 0) continue
        for (let codePoint = index * 8; codePoint < index * 8 + 8; codePoint += 1) {
          if ((byte & (1 << (codePoint & 7))) !== 0 && !other.has(codePoint)) yield codePoint
        }
      }
    },
  }
}
