import type { Config } from '../../src/config/config.ts'
import { ladder } from '../../src/config/widths.ts'

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

/** The same, with the ladder of the documentation and a size for link previews, which is always JPEG. */
export const withLadder: Config = {
  ...first,
  variants: {
    ...first.variants,
    share: { width: 1200, height: 630, fit: 'contain', format: 'jpeg', background: '#036', maxBytes: 300_000 },
  },
  widths: [...ladder],
}

/** As much as the edge function is promised to hold: forty variants in two formats, and the addresses of another service. */
export const withLegacy: Config = {
  ...first,
  variants: {
    ...first.variants,
    ...Object.fromEntries(
      Array.from({ length: 34 }, (_, at) => [
        `card-${at}`,
        { width: 100 + 30 * at, height: 100 + 20 * at, fit: 'cover' as const, prewarm: false },
      ]),
    ),
  },
  formats: ['avif', 'webp'],
  legacy: { dialect: 'dit', sources: { 's3://old-bucket/': 'photos/', '/': 'photos/' } },
}

const PLAIN = "photos my=pictures été l'été Straße 1+1 100% what? {id} a]b $home a&b".split(' ')
const SCRIPTS =
  'фото архив Київ Αρχείο νησί صور أرشيف תמונות 写真 照片 相册 しゃしん カメラ 사진 ภาพ चित्र ფოტო Նկար 🚢🚢 𠮷野 e\u0301te\u0301'

/** As many prefixes as a bucket has notifications for, in ten scripts, and with what IAM, S3 and the edge write otherwise. */
export const worldwide: Config = {
  ...first,
  prefixes: [
    ...PLAIN.map((word) => `${word.replace('=', ' ')}/`),
    ...SCRIPTS.split(' ').map((word) => `pictures/${word}/`),
  ],
}

/** The same service later: other JPEGs, another size in place of one, and a folder of fonts that its owner makes. */
export const changed: Config = {
  ...first,
  variants: { ...defaults, banner: { width: 400, height: 100, fit: 'cover' }, huge: { width: 6000, prewarm: false } },
  quality: { jpeg: 60 },
  fonts: './fonts',
}
