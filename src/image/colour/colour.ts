import type { Metadata, Sharp } from 'sharp'
import { type Pixels, toPixels } from '../sharp.ts'
import { isLimitedAlpha } from './alpha-range.ts'
import { ADOBE } from './primaries.ts'
import { encodingByCodes, encodingOfAvif, encodingOfPng, isLimitedGray } from './signal.ts'
import { isSrgbProfile } from './srgb-profile.ts'
import { grayToSrgb, to8Bits, type Values, valuesToSrgb } from './to-srgb.ts'
import type { ColourEncoding } from './transfer.ts'

/** What a picture's values mean, as far as decoding must know. */
export interface Colour {
  /** What libvips calls it, such as `srgb`, `cmyk`, `b-w`, `rgb16`. */
  readonly space: string
  /** Whether an ICC profile says it, and says something else than sRGB. */
  readonly hasProfile: boolean
  /** Whether a value has 16 bits. */
  readonly isDeep: boolean
  readonly isFloat: boolean
  /** Whether black is 16 and white 235 of 255, as in films, and the decoder has left it so. */
  readonly isLimited: boolean
  /** Whether that is so of its alpha. */
  readonly hasLimitedAlpha: boolean
  /** What libvips does not know, and is converted from after decoding; `null` where it is sRGB, or a profile says. */
  readonly encoding: ColourEncoding | null
}

/** The colour of what is sRGB in 8 bits, and says so. */
export const plainSrgb: Colour = {
  space: 'srgb',
  hasProfile: false,
  isDeep: false,
  isFloat: false,
  isLimited: false,
  hasLimitedAlpha: false,
  encoding: null,
}

/**
 * What a file says of its colours.
 *
 * @param isAdobeRgb whether its EXIF says so: cameras write no profile for it
 */
export function colourOf(bytes: Buffer, metadata: Metadata, isAdobeRgb: boolean): Colour {
  const { space, depth, icc } = metadata
  const encoding = encodingOf(bytes, metadata, isAdobeRgb)
  const isSrgb = space === 'srgb' && icc !== undefined && isSrgbProfile(icc)
  return {
    space,
    hasProfile: metadata.hasProfile && encoding === null && !isSrgb,
    isDeep: depth === 'ushort' && (space === 'rgb16' || space === 'grey16'),
    isFloat: depth === 'float' || depth === 'double',
    isLimited: metadata.format === 'heif' && isLimitedGray(bytes),
    hasLimitedAlpha: metadata.format === 'heif' && isLimitedAlpha(bytes),
    encoding,
  }
}

function encodingOf(
  bytes: Buffer,
  { format, hasProfile, space }: Metadata,
  isAdobeRgb: boolean,
): ColourEncoding | null {
  if (format === 'png') return encodingOfPng(bytes, hasProfile)
  if (hasProfile) return null
  if (format === 'heif') return encodingOfAvif(bytes)
  return format === 'jpeg' && space === 'srgb' && isAdobeRgb ? { transfer: 563 / 256, primaries: ADOBE } : null
}

/** The colour of a HEIC picture, which is decoded to 8 bits. */
export function colourOfHeic(
  hasProfile: boolean,
  nclx: { readonly primaries: number; readonly transfer: number } | null,
): Colour {
  const encoding = hasProfile || nclx === null ? null : encodingByCodes(nclx.primaries, nclx.transfer)
  return { ...plainSrgb, hasProfile, encoding }
}

/** Runs a pipeline to pixels in sRGB, 8 bits a channel, whatever colours come into it. */
export async function toSrgb(input: Sharp, colour: Colour, frames: number): Promise<Pixels> {
  const { space, hasProfile, isDeep, isFloat, isLimited, encoding } = colour
  if (isLimited) {
    // ITU-T H.273, 8.3: the same shares of the range, whatever the bits.
    const [black, white, most] = isDeep ? [16 << 8, 235 << 8, 65_535] : [16, 235, 255]
    const scale = most / (white - black)
    input.linear(scale, 0.5 - black * scale) // what comes out is cut off, not rounded
  }
  if (isFloat && space === 'b-w') {
    const raw = await rawOf(input.toColourspace('b-w').removeAlpha(), 'float')
    return { ...raw, data: await grayToSrgb(new Float32Array(raw.data.buffer)), channels: 3, frames }
  }
  // Sharp converts 16 bits of gray from no profile.
  if (space === 'grey16' && hasProfile) return toPixels(input.pipelineColourspace('b-w').toColourspace('srgb'), frames)
  if (!isDeep && encoding === null) return toPixels(input.toColourspace('srgb'), frames)
  // Of 16 bits Sharp makes Display P3, and has to be told that this is not the end of it.
  if (isDeep && hasProfile) input.withIccProfile('srgb')
  const raw = await rawOf(input.toColourspace(isDeep ? 'rgb16' : 'srgb'), isDeep ? 'ushort' : 'uchar')
  const values: Values = isDeep ? new Uint16Array(raw.data.buffer) : raw.data
  const data = await (encoding === null ? to8Bits(values) : valuesToSrgb(values, raw.channels, encoding))
  return { ...raw, data, height: raw.height / frames, frames }
}

type Raw = Omit<Pixels, 'frames'>

async function rawOf(input: Sharp, depth: 'uchar' | 'ushort' | 'float'): Promise<Raw> {
  const { data, info } = await input.raw({ depth }).toBuffer({ resolveWithObject: true })
  // A copy where the buffer is part of another one, so that wider values lie as they must.
  const own =
    data.byteOffset === 0 && data.length === data.buffer.byteLength ? data : Buffer.from(Uint8Array.from(data).buffer)
  return { data: own, width: info.width, height: info.height, channels: info.channels }
}
