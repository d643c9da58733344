import { yieldOften } from '../../../stores/folder/owned.ts'
import { fold } from './fold.ts'
import { compareNatural, END } from './natural.ts'

/** So many names are searched in at a stretch. */
const STRETCH = 20_000
/** How long a search keeps everything else waiting, in ms. */
const SLICE_MS = 8

/** The folded names of all rows, one behind another in one piece of memory, where a search and a sort are quick. */
export interface Names {
  /** Adds the name of the next row. */
  add(key: string): void
  /** The natural order of two rows. */
  compare(a: number, b: number): number
  /** Has 1 for each row in whose name all of these words are. They must be folded. */
  search(words: readonly string[]): Promise<Uint8Array>
  /** How much memory it takes, in bytes. */
  size(): number
}

export function createNames(): Names {
  let bytes = Buffer.alloc(4096)
  let starts = new Uint32Array(128)
  let rows = 0
  let used = 0

  /** Counts one more word for each row of a stretch that has it. */
  function mark(found: Uint8Array, word: Buffer, from: number, to: number): void {
    const stretch = bytes.subarray(0, to < rows ? starts[to] : used)
    let row = from
    for (let at = stretch.indexOf(word, starts[from]); at >= 0; at = stretch.indexOf(word, starts[row])) {
      while (row + 1 < to && starts[row + 1]! <= at) row += 1
      found[row]! += 1
      row += 1
      if (row === to) break
    }
  }

  return {
    add(key) {
      const name = Buffer.from(fold(key))
      if (used + name.length + 1 > bytes.length)
        bytes = grown(bytes, Math.max(2 * bytes.length, used + name.length + 1))
      if (rows === starts.length) starts = lengthened(starts)
      starts[rows] = used
      rows += 1
      used += name.copy(bytes, used)
      bytes[used] = END
      used += 1
    },
    compare: (a, b) => compareNatural(bytes, starts[a]!, starts[b]!),
    async search(words) {
      const inSlices = yieldOften(SLICE_MS)
      const found = new Uint8Array(rows)
      for (const word of words.map((text) => Buffer.from(text))) {
        for (let from = 0; from < found.length; from += STRETCH)
          await inSlices(() => mark(found, word, from, Math.min(from + STRETCH, found.length)))
      }
      return found.map((count) => (count === words.length ? 1 : 0))
    },
    size: () => bytes.length + starts.byteLength,
  }
}

function grown(bytes: Buffer<ArrayBuffer>, length: number): Buffer<ArrayBuffer> {
  const larger = Buffer.alloc(length)
  bytes.copy(larger)
  return larger
}

function lengthened(starts: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.ceil(1.5 * starts.length))
  larger.set(starts)
  return larger
}
