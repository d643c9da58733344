import { crc32 } from 'node:zlib'
import { createChance } from './mutate.ts'

/** Numbers that an input is built by; when they are used up, more follow from them. */
export interface Choices {
  below(most: number): number
  pick<T>(options: readonly [T, ...T[]]): T
  bytes(most: number): Buffer
  many<T>(most: number, one: () => T): T[]
}

export function createChoices(script: Uint8Array): Choices {
  const chance = createChance(crc32(script))
  let at = 0
  const byte = () => (at < script.length ? script[at++]! : Math.floor(chance() * 256))
  const choices: Choices = {
    below: (most) => (most <= 256 ? byte() : byte() * 65_536 + byte() * 256 + byte()) % most,
    pick: (options) => options[choices.below(options.length)]!,
    bytes: (most) => Buffer.from(Array.from({ length: choices.below(most) }, byte)),
    many: (most, one) => Array.from({ length: choices.below(most) }, one),
  }
  return choices
}

export const be = (width: number, value: number) => {
  const bytes = Buffer.alloc(width)
  bytes.writeUIntBE(value % 2 ** (8 * width), 0, width)
  return bytes
}
export const le = (width: number, value: number) => {
  const bytes = Buffer.alloc(width)
  bytes.writeUIntLE(value % 2 ** (8 * width), 0, width)
  return bytes
}
export const latin = (text: string) => Buffer.from(text, 'latin1')
export const join = (...parts: readonly (Buffer | string)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? latin(part) : part)))
