import type { Metadata } from 'sharp'
import { Refused } from '../errors.ts'
import type { Box, Limits } from '../recipe.ts'
import { type Colour, colourOf } from './colour/colour.ts'
import type { Size } from './geometry.ts'
import { countScans, holdScans } from './jpeg-scans.ts'
import type { Kind } from './kinds.ts'
import { holdPixels, isAnimation } from './limits.ts'
import { alone } from './mutex.ts'
import { type EmbeddedMetadata, readMetadata } from './metadata/metadata.ts'
import { sharp } from './sharp.ts'
import { choosePage, inSharpsWords, type TiffPage } from './tiff/tiff.ts'
import { throwVerdict } from './tolerant-decode.ts'

const AMBIGUOUS = 'the file begins as one kind of picture and is read as another'

/** The longest delay in ms, and the most times that an animation plays, that Sharp can write. */
const MOST = 65_535

/** What a picture's header says, without a pixel decoded. */
export interface Header extends Pick<EmbeddedMetadata, 'rights' | 'capture' | 'hasPlace'> {
  readonly kind: Kind
  /** The size of one frame in pixels, as it is seen: after orientation. */
  readonly size: Size
  /** The size that a drawing has of itself, where it is drawn at another. */
  readonly natural?: Size
  /** The EXIF orientation that is to be applied, 1 to 8. */
  readonly orientation: number
  /** Frames of an animation, pages of a document. */
  readonly pages: number
  /** How many of the pages are decoded: more than 1 only for what will be treated as an animation. */
  readonly frames: number
  /** How long each frame is shown, in ms. */
  readonly delay: number[]
  /** How often an animation plays; 0 is for ever. */
  readonly loop: number
  readonly colour: Colour
  /** The colour space in libvips' words. */
  readonly colourSpace: string
  /** Whether it is a JPEG that also says how to make HDR of it. */
  readonly hasGainMap: boolean
  /** Which of its pictures is shown, of a TIFF. */
  readonly tiff: TiffPage | null
}

/**
 * Reads the header of what Sharp decodes and holds the limits, before any pixel is decoded.
 *
 * @param kind what the file is by its first bytes
 * @param boxes all that the configuration names, which decide how large frames are decoded; none: as they are
 * @throws Refused when it cannot be read or exceeds the limits
 */
export async function readHeader(
  bytes: Uint8Array,
  kind: Kind | null,
  limits: Limits,
  boxes: readonly Box[] = [],
): Promise<Header> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const scans = kind === 'jpeg' ? countScans(file) : 0
  const tiff = kind === 'tiff' ? choosePage(file) : null
  const metadata = await askSharp(bytes, tiff)
  if (kind === null || !isOfKind(metadata, kind)) throw new Refused('unsupported', AMBIGUOUS)
  const size = { width: metadata.autoOrient.width, height: metadata.autoOrient.height }
  holdPixels(metadata, size, limits)
  holdScans(scans, size, limits)
  // A TIFF is itself what an EXIF block is made like, and libvips gives none of it.
  const isTiff = metadata.format === 'tiff'
  const embedded = readMetadata({ ...metadata, exif: isTiff ? file : metadata.exif })
  const { rights, capture, hasPlace, isAdobeRgb } = embedded
  const colour = colourOf(file, metadata, isAdobeRgb)
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
    tiff,
    rights,
    capture,
    hasPlace,
  }
}

/**
 * Whether the decoder agrees with the first bytes on what a file is. Otherwise a file could get past the rules for its kind by
 * beginning as another.
 */
function isOfKind({ format }: Metadata, kind: Kind): boolean {
  return format === (kind === 'avif' ? 'heif' : kind) // the brand alone says which coding that is, and only AV1 is decoded
}

async function askSharp(bytes: Uint8Array, tiff: TiffPage | null): Promise<Metadata> {
  try {
    const options = { limitInputPixels: false, failOn: 'none', ...(tiff && inSharpsWords(tiff)) } as const
    return await alone(() => sharp(bytes, options).metadata())
  } catch (error) {
    return throwVerdict(error)
  }
}

function orientationOf({ orientation = 1 }: Metadata): number {
  return orientation >= 1 && orientation <= 8 ? orientation : 1
}

/** How long each frame is shown, as browsers do it: one that is to be seen for 10 ms or less is seen for 100. */
function delaysOf({ delay = [] }: Metadata): number[] {
  return delay.map((ms) => (ms <= 10 ? 100 : Math.min(ms, MOST)))
}
