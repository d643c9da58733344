import type { Sharp } from 'sharp'
import { Refused } from '../errors.ts'
import { attempt } from './tolerant-decode.ts'
import type { Header } from './header.ts'
import { sizeAt } from './geometry.ts'
import { type Pixels, sharp, toPixels } from './sharp.ts'
import { grayToSrgb, toEight, toSrgb, type Values } from './colour/to-srgb.ts'
import { turn } from './turn.ts'

/**
 * Decodes a whole picture at a scale, upright and in sRGB. Alpha is there only where something is transparent.
 *
 * @param scale of width and height, at most 1
 * @throws Refused when the picture is damaged
 */
export async function decode(bytes: Uint8Array, header: Header, scale: number): Promise<Pixels> {
  const pixels = await attempt(bytes, header, (mended, failOn) => {
    const isAnimated = header.frames > 1
    const input = sharp(mended, {
      limitInputPixels: false, // the header was held to the limits already
      failOn,
      ignoreIcc: !header.colour.hasProfile,
      autoOrient: !isAnimated, // Sharp refuses to turn several frames at once
      ...(isAnimated && { pages: -1 }),
    })
    const { width, height } = sizeAt(scale, header.size)
    const isLying = isAnimated && header.orientation > 4
    input.resize(isLying ? height : width, isLying ? width : height, { fit: 'fill' })
    return toSrgbPixels(input, header)
  })
  // A TIFF may have as many channels as it likes, of which nobody can say what they mean.
  if (pixels.channels > 4) throw new Refused('unsupported', 'the picture has more channels than a picture has')
  const upright = header.frames > 1 ? turn(pixels, header.orientation) : pixels
  return withoutNeedlessAlpha(upright)
}

async function toSrgbPixels(input: Sharp, { colour, frames }: Header): Promise<Pixels> {
  const { space, hasProfile, isDeep, isFloat, light } = colour
  if (isFloat && space === 'b-w') {
    const raw = await rawOf(input.toColourspace('b-w').removeAlpha(), 'float')
    return { ...raw, data: await grayToSrgb(new Float32Array(raw.data.buffer)), channels: 3, frames }
  }
  // Sharp converts 16 bits of gray from no profile.
  if (space === 'grey16' && hasProfile) return toPixels(input.pipelineColourspace('b-w').toColourspace('srgb'), frames)
  if (!isDeep && light === null) return toPixels(input.toColourspace('srgb'), frames)
  // Of 16 bits Sharp makes Display P3, and has to be told that this is not the end of it.
  if (isDeep && hasProfile) input.withIccProfile('srgb')
  const raw = await rawOf(input.toColourspace(isDeep ? 'rgb16' : 'srgb'), isDeep ? 'ushort' : 'uchar')
  const values: Values = isDeep ? new Uint16Array(raw.data.buffer) : raw.data
  const data = await (light === null ? toEight(values) : toSrgb(values, raw.channels, light))
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

function hasTransparency({ data, channels }: Pixels): boolean {
  if (channels !== 2 && channels !== 4) return false
  for (let at = channels - 1; at < data.length; at += channels) if (data[at]! < 254) return true // an opaque AVIF of 10 bits may say 254
  return false
}

/** Alpha is kept only where something is transparent: what is opaque can be a JPEG. */
export function withoutNeedlessAlpha(pixels: Pixels): Pixels {
  if ((pixels.channels !== 2 && pixels.channels !== 4) || hasTransparency(pixels)) return pixels
  return pixels.channels === 2 ? withoutLast(pixels, 1) : withoutLast(pixels, 3)
}

/** In its own place: another one would be as large again, and an animation has hundreds of megabytes. */
function withoutLast(pixels: Pixels, channels: 1 | 3): Pixels {
  const { data } = pixels
  let to = 0
  for (let from = 0; from < data.length; from += channels + 1) {
    data[to] = data[from]!
    if (channels === 3) {
      data[to + 1] = data[from + 1]!
      data[to + 2] = data[from + 2]!
    }
    to += channels
  }
  return { ...pixels, data: data.subarray(0, to), channels }
}
