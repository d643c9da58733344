import type { Metadata } from 'sharp'
import { type Exif, tags } from '../metadata/exif.ts'
import type { Light } from './transfer.ts'
import { ADOBE, type Chromaticities, codePoints, SRGB } from './primaries.ts'

/** What a picture's values mean, as far as decoding must know. */
export interface Colour {
  /** What libvips calls it, such as `srgb`, `cmyk`, `b-w`, `rgb16`. */
  readonly space: string
  /** Whether an ICC profile says it. */
  readonly hasProfile: boolean
  /** Whether a value has 16 bits. */
  readonly isDeep: boolean
  readonly isFloat: boolean
  /** What libvips does not know of: to be converted from after decoding. `null`: sRGB, or a profile says. */
  readonly light: Light | null
}

export function colourOf(bytes: Buffer, metadata: Metadata, exif: Exif | null): Colour {
  const { space, depth } = metadata
  const light = lightOf(bytes, metadata, exif)
  return {
    space,
    hasProfile: metadata.hasProfile && light === null,
    isDeep: depth === 'ushort' && (space === 'rgb16' || space === 'grey16'),
    isFloat: depth === 'float' || depth === 'double',
    light,
  }
}

function lightOf(bytes: Buffer, { format, hasProfile, space }: Metadata, exif: Exif | null): Light | null {
  if (format === 'png') return pngLight(bytes, hasProfile)
  if (hasProfile) return null
  if (format === 'heif') return avifLight(bytes)
  if (format === 'jpeg' && space === 'srgb' && exif !== null && isAdobeRgb(exif))
    return { transfer: 563 / 256, primaries: ADOBE }
  return null
}

/** Cameras write no profile but this: DCF 2.0 (JEITA CP-3461B), optional colour space. */
function isAdobeRgb(exif: Exif): boolean {
  const directory = exif.under(exif.under(exif.main, tags.exif), tags.interoperability)
  return exif.text(directory, tags.interoperabilityIndex) === 'R03'
}

const COLOURS = new Map(['cICP', 'gAMA', 'cHRM', 'sRGB'].map((name) => [codeOf(name), name]))
const PIXELS = codeOf('IDAT')

/** PNG 4.3: cICP before iCCP before sRGB before gAMA and cHRM; all of them stand before the pixels. */
function pngLight(bytes: Buffer, hasProfile: boolean): Light | null {
  const chunks = coloursIn(bytes)
  const cicp = chunks.get('cICP')
  if (cicp?.length === 4) return lightByCodes(cicp[0]!, cicp[1]!)
  const gamma = chunks.get('gAMA')
  if (hasProfile || chunks.has('sRGB') || gamma?.length !== 4) return null
  return lightByGamma(gamma.readUInt32BE() / 100_000, chunks.get('cHRM'))
}

/** Of several of a name the last. Nothing else is kept, as a file may have millions of names. */
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

function lightByGamma(gamma: number, chrm: Buffer | undefined): Light | null {
  if (gamma < 0.1 || gamma > 10) return null // nobody means that
  const primaries = chrm?.length === 32 ? chromaticitiesOf(chrm) : SRGB
  const isUsual = Math.abs(gamma - 1 / 2.2) < 0.01
  return different({ transfer: isUsual ? 'srgb' : 1 / gamma, primaries })
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

/** The colour information box of the first picture: ISO 14496-12 12.1.5. */
function avifLight(bytes: Buffer): Light | null {
  const at = bytes.subarray(0, 2 ** 16).indexOf('colrnclx', 0, 'latin1')
  if (at === -1 || at + 14 > bytes.length) return null
  return lightByCodes(bytes.readUInt16BE(at + 8), bytes.readUInt16BE(at + 10))
}

/** ITU-T H.273 tables 2 and 3. What is unknown or a video's (which is meant to look like sRGB) is sRGB. */
export function lightByCodes(primaries: number, transfer: number): Light | null {
  const transfers: Readonly<Record<number, Light['transfer']>> = { 4: 2.2, 5: 2.8, 8: 1, 16: 'pq', 18: 'hlg' }
  return different({ transfer: transfers[transfer] ?? 'srgb', primaries: codePoints[primaries] ?? SRGB })
}

function different(light: Light): Light | null {
  const isSrgb =
    light.transfer === 'srgb' && light.primaries.every((value, index) => Math.abs(value - SRGB[index]!) < 0.003)
  return isSrgb ? null : light
}
