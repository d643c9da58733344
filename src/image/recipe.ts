/**
 * Raised by hand whenever the same original and settings give other bytes than before (a new Sharp may do that, too):
 * it is part of every recipe, so what is stored is then made anew.
 */
export const generation = 1

type Fit = 'cover' | 'inside'

/** A box in pixels. `inside` fits the whole picture into it, `cover` fills it and crops the rest; neither enlarges. */
export interface Box {
  readonly width: number
  readonly height: number
  readonly fit: Fit
}

/** The formats that a browser must ask for; `fallback` is JPEG, PNG or GIF, whichever the original calls for. */
export type NegotiatedFormat = 'webp' | 'avif'
export type TargetFormat = 'fallback' | NegotiatedFormat

/** Everything that decides how pixels become bytes. */
export interface Encoding {
  readonly format: TargetFormat
  /** 1 to 100. Of a fallback it is JPEG's; PNG and GIF have none. */
  readonly quality: number
  /** CPU spent for smaller files, in the encoder's own scale: 0 to 6 for WebP, 0 to 9 for AVIF. JPEG has none. */
  readonly effort?: number
}

/** The limits that an original must keep, all of them checked before a pixel is decoded. */
export interface Limits {
  /** Of the file, in bytes. */
  readonly bytes: number
  /** Width times height of one frame. */
  readonly pixels: number
  /** An animation with more frames than these is treated as a still picture: its first frame. */
  readonly frames: number
  /** The same for an animation whose frames together have more pixels than these. */
  readonly animationPixels: number
}

/** One finished rendition. */
export interface Rendered {
  readonly bytes: Uint8Array
  readonly contentType: string
  /** In pixels, of one frame. */
  readonly width: number
  /** In pixels, of one frame. */
  readonly height: number
}
