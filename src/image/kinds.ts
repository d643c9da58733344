import type { Kind } from './sniff.ts'

/** What names of each kind end in. */
const kinds: readonly (readonly [RegExp, readonly Kind[]])[] = [
  [/\.(?:jpe?g|jpe|jfif|pjp|pjpeg)$/i, ['jpeg']],
  [/\.a?png$/i, ['png']],
  [/\.gif$/i, ['gif']],
  [/\.webp$/i, ['webp']],
  [/\.avif$/i, ['avif']],
  [/\.(?:heic|heif|hif)$/i, ['heic', 'avif']], // HEIF is the container of both
  [/\.tiff?$/i, ['tiff']],
  [/\.svgz?$/i, ['svg']],
  [/\.(?:bmp|dib)$/i, ['bmp']],
  [/\.jxl$/i, ['jxl']],
  [/\.(?:jp2|j2k)$/i, ['jp2']],
  [/\.(?:ico|cur)$/i, []],
]

/** Whether a picture's name says that it is one of another kind. A name that says nothing does not lie. */
export function isMisleading(key: string, kind: Kind): boolean {
  const said = kinds.find(([ending]) => ending.test(key))
  return said !== undefined && !said[1].includes(kind)
}

/** The key with the ending of a kind in place of the one that it has. */
export function withEnding(key: string, kind: Kind): string {
  return `${key.replace(/\.[^./]*$/, '')}.${kind === 'jpeg' ? 'jpg' : kind}`
}
