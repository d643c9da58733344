import { type KnownOriginal, measureIn } from './original.ts'
import type { NamedSize } from './variants.ts'

/** An image candidate: one entry of a `srcset`. */
export interface SrcsetCandidate {
  readonly name: string
  /** The width of the picture, in pixels. */
  readonly width: number
  readonly height?: number | undefined
}

/**
 * Every width once, the narrowest first, and none that is not true: by HTML it is that of the file. Of sizes that come out
 * equally wide, which are one stored object mostly, it takes one that is there before it is asked for, or else the smallest.
 */
export function srcsetCandidates(sizes: readonly NamedSize[], known: KnownOriginal): SrcsetCandidate[] {
  const byWidth = new Map<number, SrcsetCandidate & { readonly prewarm: boolean }>()
  for (const size of sizes) {
    const measure = measureIn(size, known)
    if (measure === null) continue
    const before = byWidth.get(measure.width)
    if (before === undefined || (size.prewarm && !before.prewarm))
      byWidth.set(measure.width, { name: size.name, prewarm: size.prewarm, ...measure })
  }
  return [...byWidth.values()].sort((a, b) => a.width - b.width)
}
