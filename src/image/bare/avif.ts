import { isPlainFrame } from './av1.ts'
import { type Item, itemsIn } from './avif-items.ts'
import { boxesIn, only } from './bmff.ts'

const ALPHA = 'urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0'

/**
 * Whether an AVIF holds one picture of 8 bits, with or without alpha, and nothing else: AVIF 1.1
 * (https://aomediacodec.github.io/av1-avif/).
 */
export function isBareAvif(bytes: Buffer): boolean {
  const [brand, ...boxes] = boxesIn(bytes)
  if (brand?.type !== 'ftyp' || brand.body.toString('latin1', 0, 4) !== 'avif') return false
  const areKnown = boxes.every(
    ({ type, body }) => ['meta', 'mdat'].includes(type) || (type === 'free' && isEmpty(body)),
  )
  if (!areKnown) return false
  const data = only(boxes, 'mdat')
  const { picture, alpha } = itemsIn(only(boxes, 'meta'))
  const start = data.byteOffset - bytes.byteOffset
  const all = alpha === null ? [picture] : [picture, alpha].toSorted((one, other) => one.from - other.from)
  // Nothing but the items is in the data, and the items are nowhere else.
  const end = all.reduce((at, { from, length }) => (from === at ? at + length : Number.NaN), start)
  if (end !== start + data.length) return false
  if (!isPlainItem(bytes, picture, false)) return false
  return alpha === null || (isPlainItem(bytes, alpha, true) && isAsLarge(picture, alpha))
}

/** Whether the alpha has the picture's size. Another one is allowed, but so rare that decoders need not agree on it. */
function isAsLarge(picture: Item, alpha: Item): boolean {
  return only(picture.properties, 'ispe').equals(only(alpha.properties, 'ispe'))
}

function isPlainItem(bytes: Buffer, { properties, from, length }: Item, isAlpha: boolean): boolean {
  only(properties, 'av1C')
  const size = only(properties, 'ispe')
  const names = properties.map(({ type }) => type)
  if (new Set(names).size !== names.length || names.includes('auxC') !== isAlpha) return false
  return (
    properties.every(({ type, body }) => isPlainProperty(type, body)) &&
    isPlainFrame(bytes.subarray(from, from + length), size.subarray(4), isAlpha || names.includes('colr'))
  )
}

/** Whether a property turns nothing, cuts nothing and colours nothing. */
function isPlainProperty(type: string, body: Buffer): boolean {
  switch (type) {
    case 'ispe':
      return body.length === 12
    case 'av1C': // AV1 in ISO base media 2.3: high_bitdepth; libheif writes no more than this
      return body.length >= 4 && (body.readUInt8(2) & 0x40) === 0 && isPlainConfiguration(body.subarray(4))
    case 'pixi':
      return body.length === 5 + body.readUInt8(4) && body.subarray(5).every((bits) => bits === 8)
    case 'pasp':
      return body.length === 8 && body.readUInt32BE(0) === body.readUInt32BE(4)
    case 'auxC':
      return body.toString('latin1', 4) === ALPHA
    case 'colr': // ITU-T H.273: the primaries and the curve of sRGB
      return body.length === 11 && body.toString('latin1', 0, 4) === 'nclx' && body.readUInt32BE(4) === 0x0001_000d
    default:
      return false
  }
}

/** Whether a configuration holds nothing, or the sequence header, which libavif repeats here. */
function isPlainConfiguration(units: Buffer): boolean {
  return (
    units.length === 0 || (units.length < 32 && units.readUInt8(0) === 0x0a && units.readUInt8(1) === units.length - 2)
  )
}

function isEmpty(body: Buffer): boolean {
  return body.every((byte) => byte === 0)
}
