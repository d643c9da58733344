import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** A part of a font file is read when it is asked for: a font for Chinese has twenty megabytes, of which little is wanted. */
export interface FontFile {
  /** In bytes. */
  readonly size: number
  /** @throws DamagedFont where the file ends before */
  read(offset: number, length: number): Buffer
}

/** The file is not the font that it says it is. The message is to be read after the file's name. */
export class DamagedFont extends Error {
  override name = 'DamagedFont'
}

/** Opens a font file for as long as something is read from it. */
export function withFontFile<T>(path: string, use: (file: FontFile) => T): T {
  const descriptor = openSync(path, 'r')
  try {
    const { size } = fstatSync(descriptor)
    return use({
      size,
      read(offset, length) {
        if (offset + length > size) throw new DamagedFont('is damaged: it ends before something that it says it holds')
        const bytes = Buffer.alloc(length)
        readSync(descriptor, bytes, 0, length, offset)
        return bytes
      },
    })
  } finally {
    closeSync(descriptor)
  }
}

/** How many fonts a collection may have: the largest that are known have some sixty. */
const MOST_FONTS = 256
/** How many tables a font may have: some forty are known. */
const MOST_TABLES = 128

/**
 * Where the tables lie that map characters to glyphs, of each font in a file: OpenType 1.9, "Organization of an OpenType
 * font" (https://learn.microsoft.com/typography/opentype/spec/otff). Fonts of a collection may share one.
 *
 * @throws DamagedFont where it is no font, is cut off, or says more than can be
 */
export function cmapOffsets(file: FontFile): Set<number> {
  const tag = file.read(0, 4).toString('latin1')
  const offsets = new Set<number>()
  for (const font of tag === 'ttcf' ? collected(file) : [0]) offsets.add(cmapOf(file, font))
  return offsets
}

function collected(file: FontFile): number[] {
  const count = file.read(8, 4).readUInt32BE()
  if (count === 0 || count > MOST_FONTS) throw new DamagedFont(`is damaged: it says that it holds ${count} fonts`)
  const offsets = file.read(12, 4 * count)
  return Array.from({ length: count }, (_, index) => offsets.readUInt32BE(4 * index))
}

/** @param at where the font begins */
function cmapOf(file: FontFile, at: number): number {
  const begin = file.read(at, 12)
  if (!['\0\u0001\0\0', 'OTTO', 'true'].includes(begin.toString('latin1', 0, 4)))
    throw new DamagedFont('is no TTF, OTF or TTC font')
  const count = begin.readUInt16BE(4)
  if (count > MOST_TABLES) throw new DamagedFont(`is damaged: it says that it has ${count} tables`)
  const records = file.read(at + 12, 16 * count)
  let cmap: number | null = null
  for (let record = 0; record < records.length; record += 16) {
    const [offset, length] = [records.readUInt32BE(record + 8), records.readUInt32BE(record + 12)]
    if (offset + length > file.size) throw new DamagedFont('is damaged: it ends before its tables do')
    if (records.toString('latin1', record, record + 4) === 'cmap') cmap = offset
  }
  if (cmap === null) throw new DamagedFont('is damaged: it has no table of characters')
  return cmap
}
