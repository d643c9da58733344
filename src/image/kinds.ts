import { Refused } from '../errors.ts'

/** What those that are never decoded are called. `avis` is AVIF that only moves, `mif3` HEIF in its short form: ISO 23008-12. */
const unsupported = {
  bmp: 'BMP pictures',
  ico: 'ICO pictures',
  jxl: 'JXL pictures',
  jp2: 'JP2 pictures',
  avis: 'AVIF sequences',
  mif3: 'HEIF pictures in the short form (mif3)',
} as const

/** Kinds of picture that are told apart; not all of them can be decoded. */
export type Kind = 'jpeg' | 'png' | 'gif' | 'webp' | 'avif' | 'heic' | 'tiff' | 'svg' | keyof typeof unsupported

/** The file extensions of pictures, and the kinds that each stands for. */
const extensions: readonly (readonly [RegExp, readonly Kind[]])[] = [
  [/\.(?:jpe?g|jpe|jfif|pjp|pjpeg)$/i, ['jpeg']],
  [/\.a?png$/i, ['png']],
  [/\.gif$/i, ['gif']],
  [/\.webp$/i, ['webp']],
  [/\.avif$/i, ['avif', 'avis', 'mif3']],
  [/\.(?:heic|heif|hif)$/i, ['heic', 'avif', 'avis', 'mif3']], // HEIF is the container of both
  [/\.tiff?$/i, ['tiff']],
  [/\.svgz?$/i, ['svg']],
  [/\.(?:bmp|dib)$/i, ['bmp']],
  [/\.jxl$/i, ['jxl']],
  [/\.(?:jp2|j2k)$/i, ['jp2']],
  [/\.(?:ico|cur)$/i, ['ico']],
]

/** Whether a file says of itself, by its name or declared type, that it is a picture. */
export function claimsPicture(key: string, contentType: string | undefined): boolean {
  return extensions.some(([extension]) => extension.test(key)) || /^image\//i.test(contentType ?? '')
}

/** Whether a picture's name says that it is one of another kind. A name that says nothing does not lie. */
export function isMisleading(key: string, kind: Kind): boolean {
  const said = extensions.find(([extension]) => extension.test(key))
  return said !== undefined && !said[1].includes(kind)
}

/** The key with the extension of a kind in place of the one that it has. */
export function withExtension(key: string, kind: Kind): string {
  return `${key.replace(/\.[^./]*$/, '')}.${kind === 'jpeg' ? 'jpg' : kind}`
}

/** The refusal of a kind that is never decoded here, or not in this process. */
export function withoutDecoder(kind: Kind): Refused {
  const names: Partial<Record<Kind, string>> = unsupported
  return new Refused('unsupported', `${names[kind] ?? `${kind.toUpperCase()} pictures`} are not supported`)
}
