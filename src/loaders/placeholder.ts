import type { PictureInfo } from './original.ts'

/** What is seen until the picture is there: the blurred picture, or its dominant colour alone. */
export type Placeholder = 'blur' | 'colour'

const COLOUR = /^#[\da-f]{6}$/i
const PICTURE = /^data:image\/webp;base64,[\w+/=]+$/

/**
 * The value of CSS's `background` for an image that is still loading; `null` where nothing is known, and for what is
 * transparent, for it would be seen through the picture ever after.
 */
export function backgroundOf(info: PictureInfo | undefined, kind: Placeholder): string | null {
  const { dominantColour = '', placeholder = '', hasAlpha = true } = info ?? {}
  if (hasAlpha || !COLOUR.test(dominantColour)) return null
  if (kind === 'colour' || !PICTURE.test(placeholder)) return dominantColour
  return `${dominantColour} url(${placeholder}) center / cover no-repeat`
}
