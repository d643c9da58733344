/**
 * The named sizes of a configuration without any. They are in a file of their own, so that the loaders, which run in
 * browsers, have them without the validation.
 */
export const defaultVariants = {
  thumbnail: { width: 150, height: 150, fit: 'cover', quality: { avif: 65 } },
  medium: { width: 600, height: 600 },
  large: { width: 1200, height: 1200 },
  webp: { width: 1200, height: 1200, format: 'webp' },
} as const
