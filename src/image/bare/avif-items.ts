import { type BmffBox, boxesIn, only } from './bmff.ts'

/** One picture of the file: its properties, and where in the file its data are. */
export interface Item {
  readonly properties: readonly BmffBox[]
  readonly from: number
  /** The length of the data in bytes. */
  readonly length: number
}

const KNOWN = new Set(['hdlr', 'pitm', 'iloc', 'iinf', 'iprp', 'iref'])
/** The names that libheif and libavif give to the reader and to the items. */
const NAMES = new Set(['', '\0', 'libavif\0', 'Color\0', 'Alpha\0'])

/**
 * ISO 14496-12 8.11 and ISO 23008-12 9.3: a picture, and at most one more, which is the alpha of the first.
 *
 * @param meta the body of the box
 * @throws RangeError where there is anything else
 */
export function itemsIn(meta: Buffer): { readonly picture: Item; readonly alpha: Item | null } {
  const boxes = boxesIn(meta.subarray(4))
  need(boxes.every(({ type }) => KNOWN.has(type)))
  const reader = only(boxes, 'hdlr')
  need(reader.toString('latin1', 8, 12) === 'pict' && NAMES.has(reader.toString('latin1', 24)))
  const primary = only(boxes, 'pitm')
  need(primary.length === 6)
  const id = primary.readUInt16BE(4)
  const [other, ...more] = namesIn(only(boxes, 'iinf')).filter((each) => each !== id)
  need(more.length === 0)
  const ids = other === undefined ? [id] : [id, other]
  need(other === undefined ? boxes.every(({ type }) => type !== 'iref') : isAlphaOf(only(boxes, 'iref'), other, id))
  const places = placesIn(only(boxes, 'iloc'), ids.length)
  const properties = propertiesIn(only(boxes, 'iprp'), ids.length)
  const [picture, alpha = null] = ids.map((each) => {
    const [place, own] = [places.get(each), properties.get(each)]
    if (place === undefined || own === undefined) throw new RangeError('an item is nowhere')
    return { from: place.from, length: place.length, properties: own }
  })
  return { picture: picture!, alpha }
}

/** Each entry gives the number, the kind and the name of an item; these are AV1 pictures. */
function namesIn(body: Buffer): number[] {
  const entries = boxesIn(body.subarray(6))
  need(body.readUInt32BE(0) === 0 && body.readUInt16BE(4) === entries.length)
  return entries.map(({ type, body: entry }) => {
    const isPicture = entry.readUInt8(0) === 2 && entry.toString('latin1', 6, 12) === '\0\0av01'
    need(type === 'infe' && isPicture && NAMES.has(entry.toString('latin1', 12)))
    return entry.readUInt16BE(4)
  })
}

function isAlphaOf(body: Buffer, alpha: number, picture: number): boolean {
  const auxl = only(boxesIn(body.subarray(4)), 'auxl')
  const isOne = body.readUInt32BE(0) === 0 && body.length === 4 + 8 + auxl.length && auxl.length === 6
  return isOne && auxl.readUInt16BE(0) === alpha && auxl.readUInt16BE(2) === 1 && auxl.readUInt16BE(4) === picture
}

/** ISO 14496-12 8.11.3: one piece each, of the file itself, in numbers of 32 bits. */
function placesIn(body: Buffer, items: number): Map<number, { readonly from: number; readonly length: number }> {
  const [version, sizes, baseSize] = [body.readUInt8(0), body.readUInt8(4), body.readUInt8(5) >> 4]
  need(version <= 1 && sizes === 0x44 && (baseSize === 0 || baseSize === 4) && body.readUInt16BE(6) === items)
  const places = new Map<number, { readonly from: number; readonly length: number }>()
  let at = 8
  for (let item = 0; item < items; item += 1) {
    const id = body.readUInt16BE(at)
    const base = at + 4 + 2 * version
    const extent = base + baseSize + 2
    // 0: in the file, by its own offsets, which the words before the base say; 1 piece.
    need(body.readUIntBE(at + 2, 2 + 2 * version) === 0 && body.readUInt16BE(extent - 2) === 1)
    const from = body.readUInt32BE(extent) + (baseSize === 0 ? 0 : body.readUInt32BE(base))
    places.set(id, { from, length: body.readUInt32BE(extent + 4) })
    at = extent + 8
  }
  need(at === body.length)
  return places
}

/** ISO 23008-12 9.3: all properties, then which of them each item has. */
function propertiesIn(iprp: Buffer, items: number): Map<number, BmffBox[]> {
  const boxes = boxesIn(iprp)
  const [all, body] = [boxesIn(only(boxes, 'ipco')), only(boxes, 'ipma')]
  need(boxes.length === 2 && body.readUInt32BE(0) === 0 && body.readUInt32BE(4) === items)
  const used = new Set<BmffBox>()
  const properties = new Map<number, BmffBox[]>()
  let at = 8
  for (let item = 0; item < items; item += 1) {
    const list = at + 3
    const end = list + body.readUInt8(at + 2)
    need(end <= body.length)
    const own = [...body.subarray(list, end)].map((number) => {
      const property = all[(number & 0x7f) - 1] // the first bit: must be understood
      if (property === undefined) throw new RangeError('a property is nowhere')
      return property
    })
    for (const property of own) used.add(property)
    properties.set(body.readUInt16BE(at), own)
    at = end
  }
  need(at === body.length && used.size === all.length)
  return properties
}

function need(isSo: boolean): void {
  if (!isSo) throw new RangeError('more than a picture, or less')
}
