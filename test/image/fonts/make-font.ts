/** A font of our own, for tests: each of its characters looks the same, like a triangle. */
export interface FontOptions {
  readonly family: string
  readonly characters: string
  /** Of its table of characters. Format 4 has those up to U+FFFF only. */
  readonly format?: 4 | 12
}

const UNITS = 1000

/** The tables that no TrueType font is without: https://learn.microsoft.com/typography/opentype/spec/otff */
export function makeFont({ family, characters, format = 12 }: FontOptions): Buffer {
  const codePoints = Array.from(characters, (one) => one.codePointAt(0)!).toSorted((a, b) => a - b)
  const onCurve = Buffer.from([1, 1, 1])
  const xAndY = u16(0, UNITS / 2, UNITS / 2, 0, UNITS, 0x10000 - UNITS) // each from the point before
  const glyph = Buffer.concat([u16(1, 0, 0, UNITS, UNITS, 2, 0), onCurve, xAndY, Buffer.alloc(1)])
  return sfnt({
    'OS/2': Buffer.concat([
      u16(4, UNITS, 400, 5),
      Buffer.alloc(70),
      u16(0, 0x20, 0xffff, 800, 0x10000 - 200, 0, 800, 200),
      Buffer.alloc(8),
      Buffer.alloc(10),
    ]),
    cmap: Buffer.concat([
      u16(0, 1, 3, format === 4 ? 1 : 10),
      u32(12),
      format === 4 ? segments(codePoints) : groups(codePoints),
    ]),
    glyf: glyph,
    head: Buffer.concat([
      u32(0x10000, 0x10000, 0, 0x5f0f3cf5),
      u16(0, UNITS),
      Buffer.alloc(16),
      u16(0, 0, UNITS, UNITS, 0, 8, 2, 1, 0),
    ]),
    hhea: Buffer.concat([u32(0x10000), u16(800, 0x10000 - 200, 0, UNITS), Buffer.alloc(22), u16(2)]),
    hmtx: u16(UNITS, 0, UNITS, 0),
    loca: u32(0, 0, glyph.length),
    maxp: Buffer.concat([u32(0x10000), u16(2, 3, 1, 0, 0, 2), Buffer.alloc(16)]),
    name: names(family),
    post: Buffer.concat([u32(0x30000), Buffer.alloc(28)]),
  })
}

/** A collection of fonts: https://learn.microsoft.com/typography/opentype/spec/otff#font-collections */
export function collect(fonts: readonly Buffer[]): Buffer {
  let at = 12 + 4 * fonts.length
  const moved = fonts.map((font) => {
    const copy = Buffer.from(font)
    for (let table = 0; table < font.readUInt16BE(4); table += 1) {
      copy.writeUInt32BE(font.readUInt32BE(20 + 16 * table) + at, 20 + 16 * table)
    }
    const placed = { at, copy }
    at += font.length
    return placed
  })
  return Buffer.concat([
    Buffer.from('ttcf'),
    u32(0x10000, fonts.length, ...moved.map((one) => one.at)),
    ...moved.map(({ copy }) => copy),
  ])
}

function sfnt(tables: Readonly<Record<string, Buffer>>): Buffer {
  const entries = Object.entries(tables)
  const records: Buffer[] = []
  const bodies: Buffer[] = []
  let at = 12 + 16 * entries.length
  for (const [tag, table] of entries) {
    const body = Buffer.concat([table, Buffer.alloc((4 - (table.length % 4)) % 4)])
    records.push(Buffer.from(tag), u32(0, at, table.length))
    bodies.push(body)
    at += body.length
  }
  return Buffer.concat([u32(0x10000), u16(entries.length, 128, 3, 16 * entries.length - 128), ...records, ...bodies])
}

function segments(codePoints: readonly number[]): Buffer {
  const all = [...codePoints, 0xffff]
  const list = (of: (one: number) => number) => u16(...all.map(of))
  const glyphOf = (one: number) => (one === 0xffff ? 1 : (1 - one) & 0xffff)
  const same = (one: number) => one
  const rest = Buffer.concat([
    u16(2 * all.length, 0, 0, 0),
    list(same),
    u16(0),
    list(same),
    list(glyphOf),
    list(() => 0),
  ])
  return Buffer.concat([u16(4, 6 + rest.length, 0), rest])
}

function groups(codePoints: readonly number[]): Buffer {
  const all = codePoints.map((one) => u32(one, one, 1))
  return Buffer.concat([u16(12, 0), u32(16 + 12 * all.length, 0, all.length), ...all])
}

function names(family: string): Buffer {
  const text = Buffer.from(family, 'utf16le').swap16()
  const ids = [1, 4, 6]
  const style = Buffer.from('Regular', 'utf16le').swap16()
  const records = [
    ...ids.map((id) => u16(3, 1, 0x409, id, text.length, 0)),
    u16(3, 1, 0x409, 2, style.length, text.length),
  ]
  return Buffer.concat([u16(0, records.length, 6 + 12 * records.length), ...records, text, style])
}

function u16(...numbers: readonly number[]): Buffer {
  return Buffer.from(numbers.flatMap((one) => [(one >> 8) & 255, one & 255]))
}

function u32(...numbers: readonly number[]): Buffer {
  return Buffer.concat(numbers.map((one) => u16(one >>> 16, one & 0xffff)))
}
