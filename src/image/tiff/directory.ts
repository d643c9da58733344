/** The tags that say how the pixels of a directory are stored: TIFF 6.0, section 8, and Adobe's supplements. */
export const tags = {
  newSubfileType: 254,
  stripOffsets: 273,
  stripLengths: 279,
  planarConfiguration: 284,
  tileOffsets: 324,
  tileLengths: 325,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  samplesPerPixel: 277,
  subDirectories: 330,
  extraSamples: 338,
  sampleFormat: 339,
  chromaSubsampling: 530,
} as const

const KNOWN: ReadonlySet<number> = new Set(Object.values(tags))
/** Bytes of one value of the types of whole numbers: BYTE, SHORT, LONG, IFD, and the two of BigTIFF with 8 bytes. */
const SIZES: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [3, 2],
  [4, 4],
  [13, 4],
  [16, 8],
  [18, 8],
])
/** So many values of a field are read where no more are asked for: nobody's pixels have more channels, and a hostile field has four thousand million. */
const MOST_VALUES = 16
/** The most directories that are looked at: scanners write hundreds of pages, but the picture is among the first. */
const MOST_DIRECTORIES = 16

/** What one directory of a TIFF says of its pixels. */
export interface TiffDirectory {
  /** Which of the pages it is, from 0; of a directory below the first page, that one's. */
  readonly page: number
  /** Which of the directories below the first page it is; `null` for a page. */
  readonly below: number | null
  /** The whole numbers of a field, or the first of them, if they lie in the file. */
  readonly numbers: (tag: number, most?: number) => readonly number[]
}

/**
 * Reads the first directories of a TIFF or BigTIFF: its pages, and behind them those that the first page points to. Of
 * untrusted bytes nothing is read twice or kept but the few fields above, so that it takes no time or memory to speak of.
 */
export function readDirectories(tiff: Buffer): TiffDirectory[] {
  const isLittle = tiff.toString('latin1', 0, 2) === 'II'
  const isBig = read(2, 2) === 43
  const [countSize, entrySize, wordSize] = isBig ? [8, 20, 8] : [2, 12, 4]

  /** @returns 0 where there is nothing any more */
  function read(at: number, size: number): number {
    if (at + size > tiff.length) return 0
    if (size === 8) return Number(isLittle ? tiff.readBigUInt64LE(at) : tiff.readBigUInt64BE(at))
    return isLittle ? tiff.readUIntLE(at, size) : tiff.readUIntBE(at, size)
  }

  function valuesAt(entry: number, most: number): number[] {
    const size = SIZES.get(read(entry + 2, 2))
    if (size === undefined) return []
    const count = read(entry + 4, wordSize)
    const field = entry + 4 + wordSize
    const from = count * size <= wordSize ? field : read(field, wordSize)
    if (from + Math.min(count, most) * size > tiff.length) return []
    return Array.from({ length: Math.min(count, most) }, (_, index) => read(from + index * size, size))
  }

  function fieldsAt(offset: number): {
    readonly fields: ReadonlyMap<number, number>
    readonly next: number
  } {
    const fields = new Map<number, number>()
    const first = offset + countSize
    const end = first + Math.min(read(offset, countSize), 65_535) * entrySize
    for (let entry = first; entry < Math.min(end, tiff.length); entry += entrySize) {
      const tag = read(entry, 2)
      if (KNOWN.has(tag) && !fields.has(tag)) fields.set(tag, entry)
    }
    return { fields, next: read(end, wordSize) }
  }

  function describe(fields: ReadonlyMap<number, number>, page: number, below: number | null): TiffDirectory {
    return {
      page,
      below,
      numbers(tag, most = MOST_VALUES) {
        const entry = fields.get(tag)
        return entry === undefined ? [] : valuesAt(entry, most)
      },
    }
  }

  const pages: TiffDirectory[] = []
  let offset = read(isBig ? 8 : 4, wordSize)
  while (offset !== 0 && pages.length < MOST_DIRECTORIES) {
    const { fields, next } = fieldsAt(offset)
    pages.push(describe(fields, pages.length, null))
    offset = next
  }
  const below = pages[0]?.numbers(tags.subDirectories) ?? []
  return [...pages, ...below.map((at, index) => describe(fieldsAt(at).fields, 0, index))]
}
