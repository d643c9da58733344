/** One directory of a TIFF that is not packed, with pixels of 8 x 8. */
export interface Directory {
  readonly bits?: readonly number[]
  /** SampleFormat: 1 is whole numbers, 2 signed ones, 3 floating point. */
  readonly format?: number
  /** PhotometricInterpretation: 1 is gray, 2 RGB, 5 inks. */
  readonly photometric?: number
  readonly packing?: number
  readonly extraSamples?: number
  /** NewSubfileType: 1 is a smaller copy. */
  readonly subfile?: number
  readonly more?: readonly (readonly [tag: number, type: number, value: number])[]
  /** All pixels. */
  readonly data: Buffer
  /** Directories that this one points to. */
  readonly below?: readonly Directory[]
}

const SIDE = 8

/** A TIFF of some pages, by the bytes that TIFF 6.0 says: no program writes all that is to be tried. */
export function tiffOf(...pages: readonly Directory[]): Buffer {
  let file = Buffer.from('II*\0\0\0\0\0', 'latin1')
  let link = 4
  for (const page of pages) {
    const { offset, next } = add(page)
    file.writeUInt32LE(offset, link)
    link = next
  }
  return file

  function append(bytes: Buffer): number {
    const at = file.length
    file = Buffer.concat([file, bytes, Buffer.alloc(bytes.length % 2)])
    return at
  }

  function add(directory: Directory): { readonly offset: number; readonly next: number } {
    const { bits = [8, 8, 8], format = 1, photometric = 2, packing = 1, extraSamples, subfile, more = [] } = directory
    const below = (directory.below ?? []).map((other) => add(other).offset)
    const pixels = append(directory.data)
    const entries = [
      ...(subfile === undefined ? [] : [[254, 4, 1, subfile] as const]),
      [256, 3, 1, SIDE] as const,
      [257, 3, 1, SIDE] as const,
      [258, 3, bits.length, values(bits, 2)] as const,
      [259, 3, 1, packing] as const,
      [262, 3, 1, photometric] as const,
      [273, 4, 1, pixels] as const,
      [277, 3, 1, bits.length] as const,
      [278, 3, 1, SIDE] as const,
      [279, 4, 1, directory.data.length] as const,
      ...(below.length === 0 ? [] : [[330, 4, below.length, values(below, 4)] as const]),
      ...(extraSamples === undefined ? [] : [[338, 3, 1, extraSamples] as const]),
      [339, 3, bits.length, values(Array<number>(bits.length).fill(format), 2)] as const,
      ...more.map(([tag, type, value]) => [tag, type, 1, value] as const),
    ].toSorted(([a], [b]) => a - b)
    const bytes = Buffer.alloc(2 + entries.length * 12 + 4)
    bytes.writeUInt16LE(entries.length)
    for (const [place, [tag, type, count, value]] of entries.entries()) {
      bytes.writeUInt16LE(tag, 2 + place * 12)
      bytes.writeUInt16LE(type, 4 + place * 12)
      bytes.writeUInt32LE(count, 6 + place * 12)
      bytes.writeUInt32LE(value, 10 + place * 12)
    }
    const offset = append(bytes)
    return { offset, next: offset + bytes.length - 4 }
  }

  /** As they fit into a field, or where they lie. */
  function values(list: readonly number[], size: 2 | 4): number {
    if (list.length * size <= 4) return list.reduce((sum, value, place) => sum + value * 2 ** (8 * size * place), 0)
    const bytes = Buffer.alloc(list.length * size)
    for (const [place, value] of list.entries()) bytes.writeUIntLE(value, place * size, size)
    return append(bytes)
  }
}

/** Pixels of one colour, as the bytes of one of them say. */
export function flat(...pixel: readonly number[]): Buffer {
  return Buffer.concat(Array<Buffer>(SIDE * SIDE).fill(Buffer.from(pixel)))
}
