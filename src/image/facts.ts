import { rgbaToThumbHash, thumbHashToRGBA } from 'thumbhash'
import type { Box } from '../recipe.ts'
import type { Header } from './header.ts'
import { fromPixels, type Pixels, sharp } from './sharp.ts'

/** What a page can know of an original before it has loaded a byte of it. Never where it was taken, or with which very camera. */
export interface Facts {
  /** The width in pixels, as it is seen. */
  readonly width: number
  readonly height: number
  /** The size of the file. */
  readonly bytes: number
  /** `jpeg`, `png`, `heic` and so on. */
  readonly format: string
  /** The EXIF orientation that was applied, 1 to 8. */
  readonly orientation: number
  /** The colour space before the conversion to sRGB, such as `srgb`, `cmyk`, `b-w`, `rgb16`. */
  readonly colourSpace: string
  /** Whether anything in it is transparent. */
  readonly hasAlpha: boolean
  /** Frames of an animation, pages of a document; only the first is shown where `frames` is 1. */
  readonly pages: number
  /** Frames that its renditions have. */
  readonly frames: number
  /** `#rrggbb`. */
  readonly dominantColour: string
  /** Base64: https://evanw.github.io/thumbhash/ */
  readonly thumbHash: string
  /** The ThumbHash as a picture of about 32 pixels, a data URL for the time until the real one is there. */
  readonly placeholder: string
  readonly camera?: { readonly make?: string; readonly model?: string; readonly lens?: string }
  /** When it was taken, by the camera's clock: ISO 8601, with an offset only where the camera knew it. */
  readonly taken?: string
  readonly copyright?: string
  readonly artist?: string
}

/** The size that colours and ThumbHash are taken from: the latter holds 7 x 7 waves at most, so more pixels tell it nothing. */
export const factsBox: Box = { width: 64, height: 64, fit: 'inside' }

/** What an original is decoded for of which no picture is made in advance. */
export function orFactsBox(boxes: readonly Box[]): readonly Box[] {
  return boxes.length === 0 ? [factsBox] : boxes
}

/** @param base of the whole picture, not smaller than `factsBox` asks for */
export async function factsOf(header: Header, bytes: number, base: Pixels): Promise<Facts> {
  const thumb = await shrink(base)
  const hash = rgbaToThumbHash(thumb.width, thumb.height, thumb.rgba)
  const { Copyright: copyright, Artist: artist } = header.rights
  return {
    ...(header.natural ?? header.size),
    bytes,
    format: header.kind,
    orientation: header.orientation,
    colourSpace: header.colourSpace,
    hasAlpha: base.channels === 2 || base.channels === 4,
    pages: header.pages,
    frames: base.frames,
    dominantColour: await dominantOf(thumb.rgba),
    thumbHash: Buffer.from(hash).toString('base64'),
    placeholder: await pictureOf(hash),
    ...header.capture,
    ...(copyright !== undefined && { copyright }),
    ...(artist !== undefined && { artist }),
  }
}

/** As WebP, in a tenth of the bytes of the package's own data URL, which does not compress. */
async function pictureOf(hash: Uint8Array): Promise<string> {
  const { w: width, h: height, rgba } = thumbHashToRGBA(hash)
  const webp = await sharp(rgba, { raw: { width, height, channels: 4 } })
    .webp({ quality: 60 })
    .toBuffer()
  return `data:image/webp;base64,${webp.toString('base64')}`
}

/** The first frame, with four channels. */
async function shrink(base: Pixels): Promise<{ width: number; height: number; rgba: Buffer }> {
  const first = { ...base, frames: 1, data: base.data.subarray(0, base.data.length / base.frames) }
  const { data, info } = await fromPixels(first)
    .resize(factsBox.width, factsBox.height, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, rgba: data }
}

/** The dominant colour of what can be seen: that of transparent pixels is nobody's. */
async function dominantOf(rgba: Buffer): Promise<string> {
  const seen = Buffer.alloc((rgba.length / 4) * 3)
  let length = 0
  for (let at = 0; at < rgba.length; at += 4) {
    if (rgba[at + 3]! < 128) continue
    rgba.copy(seen, length, at, at + 3)
    length += 3
  }
  if (length === 0) return '#ffffff'
  const raw = { width: length / 3, height: 1, channels: 3 } as const
  const { dominant } = await sharp(seen.subarray(0, length), { raw }).stats()
  return `#${[dominant.r, dominant.g, dominant.b].map((value) => value.toString(16).padStart(2, '0')).join('')}`
}
