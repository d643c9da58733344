/**
 * The number of the code's generation. Raise it by hand whenever the same original and settings give other bytes than
 * before (a new Sharp may do that, too): it is part of every recipe, so what is stored is then made anew.
 *
 * 3 is one raise for all that changes bytes before the next release (docs/decisions/038): whoever changes some before it
 * is out leaves the number as it is.
 */
export const generation = 3

/**
 * The number of the set of fonts that come with the service, and of how they are chosen. Raise it by hand whenever either
 * changes: it is part of the recipe of drawings alone, so only these are made anew.
 */
export const typefaceSet = 1

/** Fonts that a configuration adds for the text of drawings. */
export interface AddedFonts {
  /** A hash of all their files. */
  readonly hash: string
  /** Where they lie, as an absolute path; not there where they were brought along, beside the code. */
  readonly folder?: string
}

type Fit = 'contain' | 'cover' | 'inside'

/**
 * Which part of a picture is kept where something is cropped: its middle, the part that draws the eye, or the part with
 * the most detail. A focus point that the uploader has set comes before any of them.
 */
export type Position = 'centre' | 'attention' | 'entropy'

/**
 * A box in pixels. `inside` fits the whole picture into it, `contain` does and fills what is left, and `cover` fills it and
 * crops the rest; none enlarges.
 */
export interface Box {
  readonly width: number
  readonly height: number
  readonly fit: Fit
  /** Applies to `cover` only, and is `centre` where it is left out. */
  readonly position?: Position
}

/** The side of a box, in pixels, that a variant leaves open: no negotiated format holds a longer one. */
export const OPEN = 16_383

/** A text that is the same for equal boxes, and for no others. */
export function boxName({ width, height, fit, position = 'centre' }: Box): string {
  return `${width} ${height} ${fit} ${position}`
}

export const gravities = [
  'northwest',
  'north',
  'northeast',
  'west',
  'centre',
  'east',
  'southwest',
  'south',
  'southeast',
] as const

/** A picture that is laid over renditions. */
export interface Watermark {
  /** The image file's bytes as a data URL (`data:image/png;base64,...`). */
  readonly image: string
  /** Width in pixels, or as a share of the rendition's width, such as `20%`. */
  readonly width: number | string
  readonly gravity: (typeof gravities)[number]
  /** Distance from the edges (of tiles: between them) in pixels, or as a share of the rendition's shorter side. */
  readonly margin: number | string
  /** How opaque it is, from 0 (invisible) to 1. */
  readonly opacity: number
  /** Whether it is repeated over the whole rendition. */
  readonly tile: boolean
  /** A rendition whose longer side has fewer pixels than this has no watermark. */
  readonly smallest: number
}

/** The formats that a browser must ask for. */
export type NegotiatedFormat = 'webp' | 'avif'
/** The formats that a variant may always have. */
type NamedFormat = 'jpeg' | 'png' | NegotiatedFormat
/** `fallback` is JPEG, PNG or GIF, whichever the original calls for. */
export type TargetFormat = 'fallback' | NamedFormat

/** Everything that decides how pixels become bytes. */
export interface Encoding {
  readonly format: TargetFormat
  /** From 1 to 100. For a fallback it is the quality of a JPEG; PNG and GIF have none, whatever stands here. */
  readonly quality: number
  /** How much CPU is spent on smaller files, on the encoder's own scale: 0 to 6 for WebP, 0 to 9 for AVIF. */
  readonly effort?: number
  /** Whether the JPEG of a JPEG with a gain map (HDR) keeps it. */
  readonly keepGainMap?: true
  /** `#rrggbbaa`: what is behind a transparent picture in a format that has no transparency, and beside it in a box. */
  readonly background?: string
  /** The most bytes that it may have, for which its quality is lowered. */
  readonly maxBytes?: number
  /** Whether it may have fewer pixels than its box for that. */
  readonly shrink?: true
}

/** How a rendition is made of an original; its recipe is a hash of this. */
export interface Making {
  readonly box: Box
  readonly encoding: Encoding
  /** `null` where there is none. */
  readonly watermark: Watermark | null
}

/** Whether a rendition has more bytes than it may: it cannot be had with fewer. */
export function isOverMaxBytes({ encoding }: Pick<Making, 'encoding'>, bytes: number): boolean {
  return encoding.maxBytes !== undefined && bytes > encoding.maxBytes
}

/** The limits that an original must keep, all of them checked before a pixel is decoded. */
export interface Limits {
  /** The most bytes that the file may have. */
  readonly bytes: number
  /** The most pixels that one frame may have. */
  readonly pixels: number
  /** An animation with more frames than this is treated as a still picture: its first frame. */
  readonly frames: number
  /** An animation whose frames together have more pixels than this is treated as a still picture, too. */
  readonly animationPixels: number
}

/** One finished rendition. */
export interface Rendered {
  readonly bytes: Uint8Array
  readonly contentType: string
  /** The width of one frame in pixels; for an info, the width of the picture that it tells of. */
  readonly width: number
  /** The height of one frame in pixels; for an info, the height of the picture that it tells of. */
  readonly height: number
}
