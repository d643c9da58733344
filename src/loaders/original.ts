import type { NamedSize } from './variants.ts'

/** What a page may know of an original. */
export interface KnownOriginal {
  /** The width of the original in pixels. */
  readonly width?: number | undefined
  /** With both sides the boxes, too, are known to come out as wide as they do. */
  readonly height?: number | undefined
  /** The JSON of `/info/<key>`: has both sides, and what was measured. */
  readonly info?: PictureInfo | undefined
}

/** What a loader reads of the JSON of `/info/<key>`. */
export interface PictureInfo {
  /** The width of the original in pixels. */
  readonly width?: number | undefined
  readonly height?: number | undefined
  readonly format?: string | undefined
  readonly hasAlpha?: boolean | undefined
  /** `#rrggbb` */
  readonly dominantColour?: string | undefined
  /** A data URL. */
  readonly placeholder?: string | undefined
  readonly renditions: readonly MeasuredRendition[]
}

interface MeasuredRendition {
  readonly name: string
  /** The real width, in pixels. */
  readonly width: number
  readonly height: number
}

export interface Measure {
  /** In pixels. */
  readonly width: number
  readonly height?: number | undefined
}

/**
 * How large a picture is in a size: as measured, or as the image core computes it from the original's sides
 * (src/image/geometry.ts). Where these are not known, the width of a size without a height is an upper bound, true for
 * originals that are as wide. `null` is for boxes, whose width nobody knows then.
 */
export function measureIn(size: NamedSize, { info, ...given }: KnownOriginal): Measure | null {
  const { width, height, fit } = size
  const measured = info?.renditions.find(({ name }) => name === size.name)
  if (measured !== undefined) return { width: measured.width, height: measured.height }
  if (size.shrink) return null
  if (fit === 'contain') return { width, height } // padded to just that
  const original = info ?? given
  if (original.width && original.height) {
    const most = info?.format === 'svg' ? Infinity : 1 // a drawing is drawn as large as the size wants it
    return scaled(size, { width: original.width, height: original.height }, most)
  }
  if (info !== undefined) return null
  if (fit === 'cover') return scaled(size, { width: original.width ?? Infinity, height: Infinity }, 1)
  return height === Infinity && width !== Infinity ? { width: Math.min(width, original.width ?? Infinity) } : null
}

function scaled(box: NamedSize, original: { width: number; height: number }, most: number): Measure {
  const [width, height] = [box.width / original.width, box.height / original.height]
  if (box.fit === 'inside') {
    const scale = Math.min(most, width, height)
    return { width: whole(original.width * scale), height: whole(original.height * scale) }
  }
  const shrink = most === 1 ? Math.min(1, 1 / width, 1 / height) : 1 // docs/decisions/005
  return { width: whole(box.width * shrink), height: whole(box.height * shrink) }
}

function whole(side: number): number {
  return Math.max(1, Math.round(side))
}
