/** The XYZ of sRGB's red, green and blue under D50, as ICC profiles have them: IEC 61966-2-1, adapted by Bradford. */
const COLUMNS = [
  ['rXYZ', [0.4361, 0.2225, 0.0139]],
  ['gXYZ', [0.3851, 0.7169, 0.0971]],
  ['bXYZ', [0.1431, 0.0606, 0.7141]],
] as const
const CURVES = ['rTRC', 'gTRC', 'bTRC'] as const
/** What is said in these counts before primaries and curves: tables for every intent, and code points of H.273. */
const OVERRULING = /^(?:A2B|B2A|D2B|B2D)\d$|^cicp$/
/** No channel of white is a quarter of a value of 255 away by so much. */
const MOST_AWAY = 0.0015
/** Of 255: what a curve may be off, so that no value is another one when it is rounded, or else its neighbour. */
const MOST_OFF = 0.5
const MOST_TAGS = 100

/**
 * Whether an ICC profile says sRGB, by its primaries and its curves rather than by its name: ICC.1:2022, 7.2, 9.2 and 10.
 * Everybody's sRGB is another file, from the 3,144 bytes that cameras write to the 480 of libvips.
 *
 * @returns `false` of what is not understood, too
 */
export function isSrgbProfile(profile: Buffer): boolean {
  if (profile.length < 132 || profile.toString('latin1', 16, 24) !== 'RGB XYZ ') return false
  const tags = tagsOf(profile)
  if (tags === null || [...tags.keys()].some((name) => OVERRULING.test(name))) return false
  const arePrimaries = COLUMNS.every(([name, xyz]) => isColumn(tags.get(name), xyz))
  return arePrimaries && CURVES.every((name) => isSrgbCurve(tags.get(name)))
}

function tagsOf(profile: Buffer): Map<string, Buffer> | null {
  const count = profile.readUInt32BE(128)
  if (count > MOST_TAGS || 132 + 12 * count > profile.length) return null
  const tags = new Map<string, Buffer>()
  for (let at = 132; at < 132 + 12 * count; at += 12) {
    const [offset, length] = [profile.readUInt32BE(at + 4), profile.readUInt32BE(at + 8)]
    if (offset + length > profile.length) return null
    tags.set(profile.toString('latin1', at, at + 4), profile.subarray(offset, offset + length))
  }
  return tags
}

function isColumn(tag: Buffer | undefined, xyz: readonly number[]): boolean {
  if (tag === undefined || tag.length < 20 || tag.toString('latin1', 0, 4) !== 'XYZ ') return false
  return xyz.every((value, index) => Math.abs(fixed(tag, 8 + 4 * index) - value) <= MOST_AWAY)
}

function isSrgbCurve(tag: Buffer | undefined): boolean {
  const curve = tag === undefined || tag.length < 12 ? null : curveOf(tag)
  if (curve === null) return false
  for (let value = 0; value <= 255; value += 1) {
    // NaN is not within it.
    if (!(Math.abs(toValue(curve(value / 255)) - value) <= MOST_OFF)) return false
  }
  return true
}

/** From a value to light, both from 0 to 1. */
function curveOf(tag: Buffer): ((value: number) => number) | null {
  const kind = tag.toString('latin1', 0, 4)
  if (kind === 'curv') return tableOf(tag, tag.readUInt32BE(8))
  // 10.18: function types 3 and 4, which alone have a straight part.
  const type = tag.readUInt16BE(8)
  if (kind !== 'para' || (type !== 3 && type !== 4) || tag.length < (type === 3 ? 32 : 40)) return null
  const [g = 0, a = 0, b = 0, c = 0, d = 0] = [12, 16, 20, 24, 28].map((at) => fixed(tag, at))
  const [e, f] = type === 3 ? [0, 0] : [fixed(tag, 32), fixed(tag, 36)]
  return (value) => (value >= d ? (a * value + b) ** g + e : c * value + f)
}

/** A gamma alone, which a table of one entry is, is not sRGB's curve. */
function tableOf(tag: Buffer, entries: number): ((value: number) => number) | null {
  if (entries < 2 || 12 + 2 * entries > tag.length) return null
  return (value) => {
    const place = value * (entries - 1)
    const before = Math.min(Math.floor(place), entries - 2)
    const [from, to] = [tag.readUInt16BE(12 + 2 * before), tag.readUInt16BE(14 + 2 * before)]
    return (from + (to - from) * (place - before)) / 65_535
  }
}

/** The sRGB value of light, of 255. */
function toValue(light: number): number {
  return 255 * (light <= 0.003_130_8 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055)
}

function fixed(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) / 65_536
}
