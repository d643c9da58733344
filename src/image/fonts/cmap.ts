import type { CodePoints } from '../code-points.ts'
import { cmapOffsets, DamagedFont, type FontFile } from './font-file.ts'

/** How many subtables a table may have: four are usual. */
const MOST_SUBTABLES = 64
/** How often the fonts of a file may name a character: the collections for all of Chinese, Japanese and Korean stay below a million. */
const MOST_NAMED = 20_000_000
const LAST = 0x10ffff

type Take = (character: number) => void

/**
 * Adds the characters to a set for which the fonts of a file have glyphs: OpenType 1.9, "cmap"
 * (https://learn.microsoft.com/typography/opentype/spec/cmap), formats 4 and 12, which hold all of Unicode that a font has.
 * Segments must be in their order, as the standard wants it: so none takes longer than Unicode is long.
 *
 * @throws DamagedFont where it is no font, is cut off or lies, or no character of Unicode is in it
 */
export function addCoverage(file: FontFile, covered: CodePoints): void {
  let hasUnicode = false
  let named = 0
  const take = (character: number) => {
    named += 1
    if (named > MOST_NAMED) throw new DamagedFont('is damaged: it says that it has more characters than there are')
    covered.add(character)
  }
  for (const table of cmapOffsets(file)) {
    for (const subtable of unicodeSubtables(file, table)) {
      const format = file.read(subtable, 2).readUInt16BE()
      if (format !== 4 && format !== 12) continue
      hasUnicode = true
      if (format === 4) addSegments(file, subtable, take)
      else addGroups(file, subtable, take)
    }
  }
  if (!hasUnicode) throw new DamagedFont('cannot be used: it does not tell its characters by Unicode')
}

/** The subtables for Unicode (platform 0) and for Windows' Unicode (platform 3, encodings 1 and 10); an encoding may share one. */
function unicodeSubtables(file: FontFile, table: number): Set<number> {
  const count = file.read(table + 2, 2).readUInt16BE()
  if (count > MOST_SUBTABLES) throw new DamagedFont(`is damaged: it says that it has ${count} tables of characters`)
  const records = file.read(table + 4, 8 * count)
  const found = new Set<number>()
  for (let record = 0; record < records.length; record += 8) {
    const [platform, encoding] = [records.readUInt16BE(record), records.readUInt16BE(record + 2)]
    const isUnicode = platform === 0 ? encoding !== 5 : platform === 3 && (encoding === 1 || encoding === 10)
    if (isUnicode) found.add(table + records.readUInt32BE(record + 4))
  }
  return found
}

/** Format 4: segments of the first 65,536 characters. */
function addSegments(file: FontFile, at: number, take: Take): void {
  const segments = file.read(at + 6, 2).readUInt16BE() >> 1
  // The glyphs' numbers may lie anywhere behind the segments, up to the 65,535 bytes that the table may have.
  const all = file.read(at, Math.min(65_536 + 16 + 8 * segments, file.size - at))
  const number = (offset: number) => (offset + 2 <= all.length ? all.readUInt16BE(offset) : 0)
  if (16 + 8 * segments > all.length) throw new DamagedFont('is damaged: it ends before its table of characters does')
  let next = 0
  for (let segment = 0; segment < segments; segment += 1) {
    const last = number(14 + 2 * segment)
    const first = number(16 + 2 * segments + 2 * segment)
    const delta = number(16 + 4 * segments + 2 * segment)
    const place = 16 + 6 * segments + 2 * segment
    const range = number(place)
    if (first > last || first < next) throw outOfOrder()
    next = last + 1
    for (let character = first; character <= last && character !== 0xffff; character += 1) {
      const named = range === 0 ? character : number(place + range + 2 * (character - first))
      const glyph = range !== 0 && named === 0 ? 0 : (named + delta) & 0xffff
      if (glyph !== 0) take(character)
    }
  }
}

/** Format 12: groups of all characters. */
function addGroups(file: FontFile, at: number, take: Take): void {
  const count = file.read(at + 12, 4).readUInt32BE()
  const groups = file.read(at + 16, 12 * count)
  let next = 0
  for (let group = 0; group < groups.length; group += 12) {
    const first = groups.readUInt32BE(group)
    const last = groups.readUInt32BE(group + 4)
    const glyph = groups.readUInt32BE(group + 8)
    if (first > last || first < next || last > LAST) throw outOfOrder()
    next = last + 1
    for (let character = glyph === 0 ? first + 1 : first; character <= last; character += 1) take(character)
  }
}

function outOfOrder(): DamagedFont {
  return new DamagedFont('is damaged: its table of characters is out of order')
}
