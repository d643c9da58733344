import { crc32 } from 'node:zlib'

/** A generator of numbers from 0 up to 1 that a seed repeats: mulberry32. */
export type Chance = () => number

export function createChance(seed: number): Chance {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

type Mutation = (bytes: Buffer, chance: Chance, other: Buffer) => Buffer

const below = (chance: Chance, most: number) => Math.floor(chance() * most)
/** What counters and lengths are when they lie. */
const LIES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff]

/** By what they do to a file. */
const mutations: Readonly<Record<string, Mutation>> = {
  cut: (bytes, chance) => bytes.subarray(0, Math.floor((bytes.length * (1 + below(chance, 9))) / 10)),
  bits(bytes, chance) {
    for (let count = 1 + below(chance, 8); count > 0; count -= 1) {
      const at = below(chance, bytes.length)
      bytes[at] = bytes[at]! ^ (1 << below(chance, 8))
    }
    return bytes
  },
  /** Of the head, where what is said of the picture stands. */
  lie(bytes, chance) {
    const width = [1, 2, 4][below(chance, 3)]!
    const at = below(chance, Math.max(1, Math.min(bytes.length, 400) - width))
    const value = LIES[below(chance, LIES.length)]! % 2 ** (8 * width)
    if (at + width > bytes.length) return bytes
    if (chance() < 0.5) bytes.writeUIntBE(value, at, width)
    else bytes.writeUIntLE(value, at, width)
    return bytes
  },
  zero(bytes, chance) {
    const at = below(chance, bytes.length)
    return bytes.fill(0, at, Math.min(bytes.length, at + 1 + below(chance, 64)))
  },
  twice(bytes, chance) {
    const at = below(chance, bytes.length)
    const part = bytes.subarray(at, at + 1 + below(chance, 200))
    return Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at)])
  },
  without(bytes, chance) {
    const at = below(chance, bytes.length)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(chance, 64))])
  },
  splice: (bytes, chance, other) =>
    Buffer.concat([bytes.subarray(0, below(chance, bytes.length)), other.subarray(below(chance, other.length))]),
  magic: (bytes, _chance, other) => Buffer.concat([other.subarray(0, 16), bytes.subarray(16)]),
  trailer: (bytes, _chance, other) => Buffer.concat([bytes, other]),
}

/** The same seed gives the same file. */
export function mutate(bytes: Buffer, other: Buffer, chance: Chance): { readonly how: string; readonly bytes: Buffer } {
  const names = Object.keys(mutations)
  const how = names[below(chance, names.length)]!
  return { how, bytes: withChecksums(mutations[how]!(Buffer.from(bytes), chance, other)) }
}

/** A PNG whose checksums are wrong is refused at once; right ones let what was changed reach the decoder. */
function withChecksums(bytes: Buffer): Buffer {
  if (bytes.toString('latin1', 1, 4) !== 'PNG') return bytes
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 12 + bytes.readUInt32BE(at)
    if (end > bytes.length) break
    bytes.writeUInt32BE(crc32(bytes.subarray(at + 4, end - 4)), end - 4)
    at = end
  }
  return bytes
}
