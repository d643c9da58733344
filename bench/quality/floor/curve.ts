import type { Point } from './samples.ts'

/**
 * What a quality between those that were measured would give: the score and the logarithm of the bytes on a straight line. Beyond
 * the last of them the line goes on.
 */
export function at(points: readonly Point[], quality: number): { readonly s2: number; readonly bytes: number } {
  const next = points.findIndex((point) => point.quality >= quality)
  const upper = next === -1 ? points.length - 1 : Math.max(1, next)
  const [a, b] = [points[upper - 1]!, points[upper]!]
  const share = (quality - a.quality) / (b.quality - a.quality)
  return { s2: a.s2 + share * (b.s2 - a.s2), bytes: a.bytes * (b.bytes / a.bytes) ** share }
}
