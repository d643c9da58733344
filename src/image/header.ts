import readExif from 'exif-reader'
import type { Metadata } from 'sharp'
import { Refused } from '../errors.ts'
import type { Size } from './plan.ts'
import type { Limits } from './recipe.ts'
import { sharp } from './sharp.ts'

/** What a picture's header says, without a pixel decoded. */
export interface Header {
  /** Of one frame, as it is seen: after orientation. */
  readonly size: Size
  /** More than 1 only for what will be treated as an animation. */
  readonly frames: number
  /** Of each frame, in ms. */
  readonly delay: number[]
  /** How often an animation plays; 0 is for ever. */
  readonly loop: number
  /** The EXIF tags that every rendition keeps. */
  readonly rights: { readonly Copyright?: string; readonly Artist?: string }
}

/**
 * Reads the header and holds the limits, before any pixel is decoded.
 *
 * @throws Refused when it cannot be read or exceeds the limits
 */
export async function readHeader(bytes: Uint8Array, limits: Limits): Promise<Header> {
  const metadata = await readMetadata(bytes)
  const size = { width: metadata.autoOrient.width, height: metadata.autoOrient.height }
  if (size.width * size.height > limits.pixels) {
    throw new Refused(
      'too-many-pixels',
      `the picture has ${size.width} x ${size.height} pixels, the limit is ${limits.pixels} altogether`,
    )
  }
  return {
    size,
    frames: countFrames(metadata, size, limits),
    delay: metadata.delay ?? [],
    loop: metadata.loop ?? 0,
    rights: metadata.exif === undefined ? {} : rightsOf(metadata.exif),
  }
}

async function readMetadata(bytes: Uint8Array): Promise<Metadata> {
  try {
    return await sharp(bytes, { limitInputPixels: false }).metadata()
  } catch {
    throw new Refused('damaged')
  }
}

/** The pages of a TIFF or the pictures of an AVIF file are no frames, and an orientation cannot be applied to many. */
function countFrames(metadata: Metadata, size: Size, limits: Limits): number {
  const { format, pages = 1, orientation = 1 } = metadata
  if ((format !== 'gif' && format !== 'webp') || orientation > 1) return 1
  const isWithin = pages <= limits.frames && size.width * size.height * pages <= limits.animationPixels
  return isWithin ? pages : 1
}

function rightsOf(exif: Buffer): Header['rights'] {
  try {
    const { Copyright, Artist } = readExif(exif).Image ?? {}
    return {
      ...(isText(Copyright) && { Copyright }),
      ...(isText(Artist) && { Artist }),
    }
  } catch {
    return {} // a picture with unreadable EXIF is a picture all the same
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}
