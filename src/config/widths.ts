/**
 * The ladder that the documentation begins with, in pixels. What it delivers beyond what is needed is in docs/sizes.md, by
 * `npm run bench:widths`; that it is not there by default is docs/decisions/056.
 */
export const ladder = [320, 480, 720, 960, 1080, 1200, 1440, 1920] as const

/** One size of the ladder: the whole picture, as wide as this at most and as high as it comes out. */
interface Rung {
  /** In pixels. */
  readonly width: number
  readonly fit: 'inside'
  readonly prewarm: false
}

/** The name of the variant that a width of `widths` makes: `w640`. */
export function rungName(width: number): string {
  return `w${width}`
}

/**
 * The variants that `widths` stands for, the narrowest first. Like the default variants they are in a file of their own,
 * for the loaders.
 *
 * @param widths in pixels, in any order
 */
export function rungsOf(widths: readonly number[]): Record<string, Rung> {
  const sorted = widths.toSorted((a, b) => a - b)
  return Object.fromEntries(sorted.map((width) => [rungName(width), { width, fit: 'inside', prewarm: false }]))
}
