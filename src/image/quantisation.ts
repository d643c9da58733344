/** ITU-T T.81, tables K.1 (luma) and K.2 (chroma), in the zigzag order in which files have them: what libjpeg scales. */
const LUMA = [
  16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61,
  60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103, 62, 77, 113, 121,
  112, 100, 120, 92, 101, 103, 99,
]
const CHROMA = [17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66, ...Array.from({ length: 50 }, () => 99)]
const [DQT, SOF0, SOF15, DHT, SOS] = [0xdb, 0xc0, 0xcf, 0xc4, 0xda]
/** Tables that are coarser in sum by more than this, of 100, are of another shape: they say nothing of ours. */
const ALIKE = 125

/** The entries of a table of 64. */
type Table = readonly number[]

/**
 * The highest quality, up to the one given, whose tables are nowhere finer than those that a JPEG was coded with. What these took
 * from its pixels no quality brings back. The quality itself where the tables have another shape than libjpeg's, so
 * that one that is nowhere finer would be much coarser elsewhere.
 *
 * @param most a quality from 1 to 100
 */
export function qualityWithin(jpeg: Uint8Array, most: number): number {
  const tables = tablesOf(jpeg)
  if (tables === null) return most
  for (let quality = most; quality > 0; quality -= 1) {
    const ours = tables.map((_, component) => scaled(component === 0 ? LUMA : CHROMA, quality))
    if (tables.some((table, component) => table.some((entry, index) => ours[component]![index]! < entry))) continue
    const isAlike = sumOf(ours) * 100 <= sumOf(tables) * ALIKE
    return isAlike ? quality : most
  }
  return most
}

/** The tables of its components, luma first; `null` where it is neither gray nor YCbCr, or one is not there. */
function tablesOf(jpeg: Uint8Array): Table[] | null {
  const bytes = Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.length)
  const known = new Map<number, Table>()
  let numbers: number[] = []
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== SOS;) {
    const marker = bytes[at + 1]!
    const end = at + 2 + bytes.readUInt16BE(at + 2)
    const data = bytes.subarray(at + 4, end)
    if (marker === DQT) for (const [number, table] of tablesIn(data)) known.set(number, table)
    if (marker >= SOF0 && marker <= SOF15 && marker !== DHT && data.length >= 6) {
      numbers = Array.from({ length: Math.min(4, data[5]!) }, (_, index) => data[8 + 3 * index] ?? -1)
    }
    at = Math.max(end, at + 4)
  }
  const tables = numbers.flatMap((number) => {
    const table = known.get(number)
    return table === undefined ? [] : [table]
  })
  return (numbers.length === 1 || numbers.length === 3) && tables.length === numbers.length ? tables : null
}

/** B.2.4.1: each behind its number, in 8 or 16 bits. */
function* tablesIn(data: Buffer): Generator<[number, Table], undefined> {
  for (let at = 0; at < data.length;) {
    const bytes = data[at]! >> 4 === 0 ? 1 : 2
    const from = at + 1
    at = from + 64 * bytes
    if (at > data.length) return
    yield [data[from - 1]! & 15, Array.from({ length: 64 }, (_, index) => data.readUIntBE(from + index * bytes, bytes))]
  }
}

/** As libjpeg's `jpeg_quality_scaling` and `jpeg_add_quant_table` do it, for baseline. */
function scaled(table: Table, quality: number): Table {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - quality * 2
  return table.map((entry) => Math.min(255, Math.max(1, Math.floor((entry * percent + 50) / 100))))
}

function sumOf(tables: readonly Table[]): number {
  return tables.reduce((sum, table) => sum + table.reduce((all, entry) => all + entry, 0), 0)
}
