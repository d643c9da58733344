/** As much of HEIF (ISO 23008-12, ISO 14496-12) as the fixtures need. */

export interface Item {
  /** Four characters: ISO 14496-12 8.11.6. */
  readonly type: string
  readonly data: Buffer
  /** Boxes, in the order in which they are applied. */
  readonly properties: readonly Buffer[]
  /** What it says of other items, which are counted from 1. */
  readonly refers?: readonly [kind: string, to: readonly number[]]
}

/** A property's box; a full one begins with its version and flags, four zeros. */
export function property(type: string, content: readonly number[]): Buffer {
  return box(type, Buffer.from(content))
}

/** ISO 23008-12 A.2.1. @param exif with the six bytes that it begins with in a JPEG */
export function exifItem(exif: Buffer): Buffer {
  return Buffer.concat([u32(6), exif])
}

/** The coded picture in a file of heif-enc that has nothing else in it. */
export function coded(file: Buffer): Item {
  const media = file.lastIndexOf('mdat')
  const properties = ['hvcC', 'ispe', 'colr'].flatMap((type) => {
    const at = file.indexOf(type) - 4
    return at < 0 ? [] : [file.subarray(at, at + file.readUInt32BE(at))]
  })
  return { type: 'hvc1', data: file.subarray(media + 4, media - 4 + file.readUInt32BE(media - 4)), properties }
}

/** A file of items, of which the first is the primary one. */
export function heif(items: readonly Item[]): Buffer {
  const brands = box('ftyp', Buffer.from('heic\0\0\0\0mif1heic', 'latin1'))
  const size = brands.length + metaOf(items, 0).length
  return Buffer.concat([brands, metaOf(items, size + 8), box('mdat', ...items.map(({ data }) => data))])
}

/** @param start of the first item's data in the file */
function metaOf(items: readonly Item[], start: number): Buffer {
  const infos = items.map(({ type }, index) =>
    box(
      'infe',
      u32(0x0200_0000),
      u16(index + 1),
      u16(0),
      Buffer.from(type === 'mime' ? 'mime\0application/rdf+xml\0' : `${type}\0`),
    ),
  )
  let offset = start
  const places = items.map(({ data }, index) => {
    const place = Buffer.concat([u16(index + 1), u16(0), u16(1), u32(offset), u32(data.length)])
    offset += data.length
    return place
  })
  const references = items.flatMap(({ refers }, index) => {
    if (refers === undefined) return []
    const [kind, to] = refers
    return [box(kind, u16(index + 1), u16(to.length), ...to.map(u16))]
  })
  const all = items.flatMap(({ properties }) => properties)
  let counted = 0
  const associations = items.map(({ properties }, index) => {
    const numbers = properties.map(() => (counted += 1) | 0x80) // all of them essential
    return Buffer.concat([u16(index + 1), Buffer.from([numbers.length, ...numbers])])
  })
  return box(
    'meta',
    u32(0),
    box('hdlr', u32(0), u32(0), Buffer.from('pict'), Buffer.alloc(13)),
    box('pitm', u32(0), u16(1)),
    box('iloc', u32(0), u16(0x4400), u16(items.length), ...places),
    box('iinf', u32(0), u16(items.length), ...infos),
    box('iref', u32(0), ...references),
    box('iprp', box('ipco', ...all), box('ipma', u32(0), u32(items.length), ...associations)),
  )
}

function box(type: string, ...content: readonly Buffer[]): Buffer {
  const all = Buffer.concat(content)
  return Buffer.concat([u32(8 + all.length), Buffer.from(type, 'latin1'), all])
}

function u16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff])
}

function u32(value: number): Buffer {
  return Buffer.from([value >>> 24, (value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff])
}
