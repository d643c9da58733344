import type { Ladder } from './variants.ts'

/** An image candidate: one entry of a `srcset`. */
export interface SrcsetCandidate {
  readonly name: string
  /** The width of the picture, in pixels. */
  readonly width: number
  /** Is known where the picture has been measured. */
  readonly height?: number
}

/**
 * Every width once, the narrowest first. The width is as measured, or else as the variant says, which holds for pictures
 * that are large enough and not too high. Of variants that come out equally wide the smallest is taken.
 */
export function srcsetCandidates(ladder: Ladder, info: PictureInfo | undefined): SrcsetCandidate[] {
  const byWidth = new Map<number, SrcsetCandidate>()
  for (const { name, width: nominal } of ladder) {
    const { width, height } = info === undefined ? { width: nominal } : (measureOf(info, name) ?? { width: Infinity })
    if (width === Infinity || byWidth.has(width)) continue
    byWidth.set(width, { name, width, ...(height !== undefined && { height }) })
  }
  return [...byWidth.values()].sort((a, b) => a.width - b.width)
}

/** What a loader reads of the JSON of `/info/<key>`. */
export interface PictureInfo {
  readonly renditions: readonly MeasuredRendition[]
}

interface MeasuredRendition {
  readonly name: string
  /** The real width, in pixels. */
  readonly width: number
  readonly height: number
}

/** The measure of a rendition; `null` where it is not pre-warmed, so that nobody has measured it. */
function measureOf(info: PictureInfo, name: string): MeasuredRendition | null {
  return info.renditions.find((rendition) => rendition.name === name) ?? null
}
