interface IsoBox {
  readonly type: string
  readonly body: Buffer
}

const TOP = new Set(['ftyp', 'meta', 'mdat', 'free'])
const META = new Set(['hdlr', 'pitm', 'iloc', 'iinf', 'iprp', 'iref'])
/** Of the properties those that turn nothing and cut nothing. */
const PROPERTIES = new Set(['av1C', 'ispe', 'pixi', 'auxC', 'pasp', 'colr'])

/** AVIF 1.1 (https://aomediacodec.github.io/av1-avif/): one picture of 8 bits, with or without alpha. */
export function isBareAvif(bytes: Buffer): boolean {
  const top = boxesIn(bytes)
  const [brand, ...more] = top
  if (brand?.type !== 'ftyp' || brand.body.toString('latin1', 0, 4) !== 'avif') return false
  const metas = more.filter(({ type }) => type === 'meta')
  return top.every(({ type }) => TOP.has(type)) && metas.length === 1 && isPlainMeta(metas[0]!.body.subarray(4))
}

function isPlainMeta(body: Buffer): boolean {
  const boxes = boxesIn(body)
  return boxes.every(({ type, body }) => {
    if (type === 'iinf') return areAv1Items(body)
    if (type === 'iprp') return arePlainProperties(body)
    return META.has(type)
  })
}

/** ISO 14496-12 8.11.6: each entry names the kind of its item. */
function areAv1Items(body: Buffer): boolean {
  return boxesIn(body.subarray(body.readUInt8(0) === 0 ? 6 : 8)).every(
    ({ type, body }) => type === 'infe' && body.readUInt8(0) === 2 && body.toString('latin1', 8, 12) === 'av01',
  )
}

function arePlainProperties(body: Buffer): boolean {
  return boxesIn(body).every(
    ({ type, body }) => type === 'ipma' || (type === 'ipco' && boxesIn(body).every((box) => isPlainProperty(box))),
  )
}

function isPlainProperty({ type, body }: IsoBox): boolean {
  if (type === 'pixi') return body.subarray(5).every((bits) => bits === 8)
  if (type === 'av1C') return (body.readUInt8(2) & 0x40) === 0 // high_bitdepth
  // ITU-T H.273: the primaries and the curve of sRGB.
  if (type === 'colr') {
    return body.toString('latin1', 0, 4) === 'nclx' && body.readUInt16BE(4) === 1 && body.readUInt16BE(6) === 13
  }
  return PROPERTIES.has(type)
}

/** ISO 14496-12 4.2. @throws RangeError where they do not fill the bytes exactly */
function boxesIn(bytes: Buffer): IsoBox[] {
  const boxes: IsoBox[] = []
  for (let at = 0; at < bytes.length;) {
    const size = bytes.readUInt32BE(at)
    // 0 is "to the end" and 1 "a longer number follows": no encoder writes these for a picture.
    if (size < 8 || at + size > bytes.length) throw new RangeError('a box is longer than what holds it')
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), body: bytes.subarray(at + 8, at + size) })
    at += size
  }
  return boxes
}
