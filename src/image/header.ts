import type { Metadata } from 'sharp'
import { Refused } from '../errors.ts'
import type { Box, Limits } from '../recipe.ts'
import { refuse } from './tolerant-decode.ts'
import { type Colour, colourOf } from './colour/colour.ts'
import { type Exif, openExif, tags } from './metadata/exif.ts'
import { countScans, holdScans } from './container/jpeg-scans.ts'
import { baseScale, type Size, sizeAt } from './geometry.ts'
import { type Rights, rightsOf } from './metadata/rights.ts'
import { sharp } from './sharp.ts'
import { hasPlace, type Shot, shotOf } from './metadata/capture.ts'
import type { Kind } from './kinds.ts'
import { sniff } from './sniff.ts'

const AMBIGUOUS = 'the file begins as one kind of picture and is read as another'

/** Of a delay in ms and a number of times: what Sharp can write. */
const MOST = 65_535

/** What a picture's header says, without a pixel decoded. */
export interface Header {
  readonly kind: Kind
  /** Of one frame, as it is seen: after orientation. */
  readonly size: Size
  /** The size that a drawing has of itself, where it is drawn at another. */
  readonly natural?: Size
  /** The EXIF orientation that is to be applied, 1 to 8. */
  readonly orientation: number
  /** Frames of an animation, pages of a document. */
  readonly pages: number
  /** How many of the pages are decoded: more than 1 only for what will be treated as an animation. */
  readonly frames: number
  /** Of each frame, in ms. */
  readonly delay: number[]
  /** How often an animation plays; 0 is for ever. */
  readonly loop: number
  readonly colour: Colour
  /** As the colour says, in libvips' words. */
  readonly colourSpace: string
  /** Whether it is a JPEG that also says how to make HDR of it. */
  readonly hasGainMap: boolean
  /** The EXIF tags that every rendition keeps. */
  readonly rights: Rights
  readonly shot: Shot
  /** Whether the file says where it was taken, which no rendition does. */
  readonly hasPlace: boolean
}

/**
 * Reads the header and holds the limits, before any pixel is decoded.
 *
 * @param boxes all that the configuration names, which decide how large frames are decoded; none: as they are
 * @throws Refused when it cannot be read or exceeds the limits
 */
export async function readHeader(bytes: Uint8Array, limits: Limits, boxes: readonly Box[] = []): Promise<Header> {
  const kind = sniff(bytes)
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const scans = kind === 'jpeg' ? countScans(file) : 0
  const metadata = await readMetadata(bytes)
  if (kind === null || !isOfKind(metadata, kind)) throw new Refused('unsupported', AMBIGUOUS)
  const size = { width: metadata.autoOrient.width, height: metadata.autoOrient.height }
  holdPixels(metadata, size, limits)
  holdScans(scans, size, limits)
  // A TIFF is itself what an EXIF block is made like, and libvips gives none of it.
  const block = metadata.format === 'tiff' ? file : metadata.exif
  const exif = block === undefined ? null : openExif(block)
  if (metadata.format === 'tiff' && exif !== null) refuseLuma(exif)
  const colour = colourOf(file, metadata, exif)
  return {
    kind,
    size,
    orientation: orientationOf(metadata),
    pages: metadata.pages ?? 1,
    frames: isAnimation(metadata, size, limits, boxes) ? metadata.pages! : 1,
    delay: delaysOf(metadata),
    loop: Math.min(metadata.loop ?? 0, MOST),
    colour,
    colourSpace: colour.space,
    hasGainMap: metadata.gainMap !== undefined,
    rights: rightsOf(metadata, exif),
    shot: shotOf(exif),
    hasPlace: hasPlace(exif, metadata.xmp ?? null),
  }
}

/** What a file is by its first bytes and what decodes it must be the same, or what holds for one kind is not kept by another. */
function isOfKind({ format }: Metadata, kind: Kind): boolean {
  return format === (kind === 'avif' ? 'heif' : kind) // the brand alone says which coding that is, and only AV1 is decoded
}

async function readMetadata(bytes: Uint8Array): Promise<Metadata> {
  try {
    return await sharp(bytes, { limitInputPixels: false, failOn: 'none' }).metadata()
  } catch (error) {
    return refuse(error)
  }
}

/**
 * libheif decodes a picture in one piece and keeps it several times over: measured at 18 bytes a pixel, and 24 where
 * there are more than 8 bits, against 9 at most elsewhere. So that no kind takes more memory than the others may,
 * each of its pixels counts for more.
 */
function holdPixels({ format, depth }: Metadata, { width, height }: Size, limits: Limits): void {
  const weight = format === 'heif' ? (depth === 'uchar' ? 2 : 2.5) : 1
  const most = Math.floor(limits.pixels / weight)
  if (width * height <= most) return
  const kind = format === 'heif' ? ' for AVIF' : ''
  throw new Refused(
    'too-many-pixels',
    `the picture has ${width} x ${height} pixels, the limit is ${most} altogether${kind}`,
  )
}

const YCBCR = 6
/** Old and new JPEG: there the colours are libtiff's affair. */
const JPEG: ReadonlySet<number> = new Set([6, 7])

/**
 * Of a TIFF that stores luma and chroma, libvips takes these for red, green and blue, unless there are fewer of the
 * chroma or they are in a JPEG.
 */
function refuseLuma({ main, number }: Exif): void {
  if (number(main, tags.photometricInterpretation) !== YCBCR) return
  if (JPEG.has(number(main, tags.compression) ?? 1)) return
  if (number(main, tags.chromaSubsampling) === 1) {
    throw new Refused('unsupported', 'a TIFF of YCbCr pixels is not supported: save it as RGB')
  }
}

function orientationOf({ orientation = 1 }: Metadata): number {
  return orientation >= 1 && orientation <= 8 ? orientation : 1
}

/** In bytes for each of `animationPixels`, of all frames together as they are decoded: with the default, 400 MB. */
const MEMORY = 4

/**
 * The pages of a TIFF or the pictures of an AVIF file are no frames, and of what would take too much there is one. At the
 * bounds the process stays below 600 MB.
 */
function isAnimation(metadata: Metadata, size: Size, limits: Limits, boxes: readonly Box[]): boolean {
  const { format, pages = 1 } = metadata
  if (pages === 1 || (format !== 'gif' && format !== 'webp')) return false
  if (pages > limits.frames || size.width * size.height * pages > limits.animationPixels) return false
  const { width, height } = sizeAt(boxes.length === 0 ? 1 : baseScale(boxes, size), size)
  return width * height * pages * frameBytes(metadata) <= MEMORY * limits.animationPixels
}

/** Of a decoded pixel: libvips decodes all of a WebP before it gives any; of a GIF, smaller sizes are made while it is there. */
function frameBytes({ format, hasAlpha }: Metadata): number {
  if (format === 'gif') return 5
  return hasAlpha ? 8 : 6
}

/** As browsers play them: a frame that is to be seen for 10 ms or less is seen for 100. */
function delaysOf({ delay = [] }: Metadata): number[] {
  return delay.map((ms) => (ms <= 10 ? 100 : Math.min(ms, MOST)))
}
