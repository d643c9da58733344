import type { Config } from '../../src/config/config.ts'

const defaults: Config['variants'] = {
  thumbnail: { width: 150, height: 150, fit: 'cover' },
  medium: { width: 600, height: 600 },
  large: { width: 1200, height: 1200 },
  webp: { width: 1200, height: 1200, format: 'webp' },
}

/** The default sizes, made when an original comes, and two that are made when somebody asks for them. */
export const first: Config = {
  variants: { ...defaults, poster: { width: 300, prewarm: false }, huge: { width: 6000, prewarm: false } },
  prefixes: ['photos/', 'my pictures/'],
}

/** The same service later: other JPEGs, another size in place of one. */
export const changed: Config = {
  ...first,
  variants: { ...defaults, banner: { width: 400, height: 100, fit: 'cover' }, huge: { width: 6000, prewarm: false } },
  quality: { jpeg: 60 },
}
