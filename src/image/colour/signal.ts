import { type Chromaticities, codePoints, SRGB } from './primaries.ts'
import type { ColourEncoding, Transfer } from './transfer.ts'

const COLOURS = new Map(['cICP', 'gAMA', 'cHRM', 'sRGB'].map((name) => [codeOf(name), name]))
const PIXELS = codeOf('IDAT')

/**
 * What a PNG signals of its colours beside a profile; `null` is sRGB, or what the profile says. PNG 4.3: cICP counts before
 * iCCP, sRGB, and gAMA with cHRM, in this order; all of them stand before the pixels.
 */
export function encodingOfPng(bytes: Buffer, hasProfile: boolean): ColourEncoding | null {
  const chunks = coloursIn(bytes)
  const cicp = chunks.get('cICP')
  if (cicp?.length === 4) return encodingByCodes(cicp[0]!, cicp[1]!)
  const gamma = chunks.get('gAMA')
  if (hasProfile || chunks.has('sRGB') || gamma?.length !== 4) return null
  return encodingByGamma(gamma.readUInt32BE() / 100_000, chunks.get('cHRM'))
}

/** The chunks that say something of colours, the last of each name. No others are kept, as a file may have millions of names. */
function coloursIn(png: Buffer): Map<string, Buffer> {
  const chunks = new Map<string, Buffer>()
  for (let at = 8; at + 12 <= png.length;) {
    const length = png.readUInt32BE(at)
    const type = png.readUInt32BE(at + 4)
    if (type === PIXELS || at + 12 + length > png.length) break
    const name = length > 32 ? undefined : COLOURS.get(type)
    if (name !== undefined) chunks.set(name, png.subarray(at + 8, at + 8 + length))
    at += 12 + length
  }
  return chunks
}

/** A chunk's type as a number: that is quicker to compare. */
function codeOf(name: string): number {
  return Buffer.from(name, 'latin1').readUInt32BE()
}

function encodingByGamma(gamma: number, chrm: Buffer | undefined): ColourEncoding | null {
  if (gamma < 0.1 || gamma > 10) return null // nobody means that
  const primaries = chrm?.length === 32 ? chromaticitiesOf(chrm) : SRGB
  const isUsual = Math.abs(gamma - 1 / 2.2) < 0.01
  return unlessSrgb({ transfer: isUsual ? 'srgb' : 1 / gamma, primaries })
}

/** PNG 11.3.2.1: the white point comes first. */
function chromaticitiesOf(chrm: Buffer): Chromaticities {
  const at = (index: number): number => chrm.readUInt32BE(index * 4) / 100_000
  const given: Chromaticities = [at(2), at(3), at(4), at(5), at(6), at(7), at(0), at(1)]
  const isReal = given.every((value, index) => value <= 1 && (index % 2 === 0 || value >= 0.02))
  const [rx, ry, gx, gy, bx, by] = given
  const area = Math.abs((gx - rx) * (by - ry) - (bx - rx) * (gy - ry))
  return isReal && area > 0.02 ? given : SRGB
}

/** What the colour information box of an AVIF file's first picture says, ISO 14496-12 12.1.5; `null` is sRGB. */
export function encodingOfAvif(bytes: Buffer): ColourEncoding | null {
  const at = bytes.subarray(0, 2 ** 16).indexOf('colrnclx', 0, 'latin1')
  if (at === -1 || at + 14 > bytes.length) return null
  return encodingByCodes(bytes.readUInt16BE(at + 8), bytes.readUInt16BE(at + 10))
}

/**
 * Whether the first picture of an AVIF file is gray and says that its range is limited (AV1 in ISO base media 2.3, monochrome; ISO
 * 14496-12 12.1.5, full_range_flag). libheif widens the range where it makes RGB of luma and chroma, and leaves it where there is luma only.
 */
export function isLimitedGray(bytes: Buffer): boolean {
  const head = bytes.subarray(0, 2 ** 16)
  const [configuration, colours] = [head.indexOf('av1C', 0, 'latin1'), head.indexOf('colrnclx', 0, 'latin1')]
  if (configuration === -1 || colours === -1 || colours + 15 > head.length) return false
  return ((head[configuration + 6] ?? 0) & 0x10) !== 0 && (head[colours + 14]! & 0x80) === 0
}

/**
 * What code points of ITU-T H.273, tables 2 and 3, mean (CICP); `null` is sRGB. What is unknown is taken for sRGB, and so is a
 * video's transfer function, which is meant to look like it.
 */
export function encodingByCodes(primaries: number, transfer: number): ColourEncoding | null {
  const transfers: Readonly<Record<number, Transfer>> = { 4: 2.2, 5: 2.8, 8: 1, 16: 'pq', 18: 'hlg' }
  return unlessSrgb({ transfer: transfers[transfer] ?? 'srgb', primaries: codePoints[primaries] ?? SRGB })
}

function unlessSrgb(encoding: ColourEncoding): ColourEncoding | null {
  const isSrgb =
    encoding.transfer === 'srgb' && encoding.primaries.every((value, index) => Math.abs(value - SRGB[index]!) < 0.003)
  return isSrgb ? null : encoding
}
