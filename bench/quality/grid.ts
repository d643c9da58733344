import { fromPixels, type Pixels } from '../../src/image/sharp.ts'

type CodecName = 'jpeg' | 'webp' | 'avif'
type Chroma = '4:2:0' | '4:4:4'

/** One way to encode finished pixels. */
export interface Setting {
  readonly name: string
  readonly codec: CodecName
  readonly quality: number
  readonly effort: number
  readonly chroma: Chroma
  /** It takes so long that one round of it must do. */
  readonly isSlow: boolean
  encode(pixels: Pixels): Promise<Buffer>
}

/** The setting that all others are compared with: the WebP that Sharp makes where nobody sets an effort. */
export const reference = webp(80, 4)

/** The setting of the fallback. */
export const jpeg = jpegOf(85)

/** The settings that are measured: many qualities where one may be worth having, and one where it only has to be ruled out. */
export const grid: readonly Setting[] = [
  ...[45, 55, 65, 75, 80].map(jpegOf),
  jpeg,
  jpegOf(90),
  ...[0, 1, 3, 5, 6].map((effort) => webp(80, effort)),
  ...[2, 4].flatMap((effort) => [70, 75, 80, 82, 85].map((quality) => at(effort, quality))),
  ...[40, 45, 50, 55, 60, 65].map((quality) => avif(quality, 0, '4:4:4')),
  ...[40, 45, 50, 55, 57, 58, 60, 62, 65, 67, 70].map((quality) => avif(quality, 0, '4:2:0')),
  avif(55, 1, '4:4:4'),
  ...[55, 60].map((quality) => avif(quality, 1, '4:2:0')),
  avif(55, 2, '4:4:4'),
  avif(55, 2, '4:2:0'),
  avif(55, 3, '4:4:4'),
  avif(55, 4, '4:4:4'),
  avif(55, 4, '4:2:0'),
]

function jpegOf(quality: number): Setting {
  return {
    name: `JPEG ${quality}`,
    codec: 'jpeg',
    quality,
    effort: 0,
    chroma: '4:2:0',
    isSlow: false,
    encode: (pixels) => fromPixels(pixels).jpeg({ quality, progressive: true }).toBuffer(),
  }
}

function at(effort: number, quality: number): Setting {
  return effort === reference.effort && quality === reference.quality ? reference : webp(quality, effort)
}

function webp(quality: number, effort: number): Setting {
  return {
    name: `WebP ${quality}, effort ${effort}`,
    codec: 'webp',
    quality,
    effort,
    chroma: '4:2:0', // lossy WebP has no other
    isSlow: false,
    encode: (pixels) => fromPixels(pixels).webp({ quality, effort }).toBuffer(),
  }
}

function avif(quality: number, effort: number, chroma: Chroma): Setting {
  return {
    name: `AVIF ${quality}, effort ${effort}, ${chroma}`,
    codec: 'avif',
    quality,
    effort,
    chroma,
    isSlow: effort >= 3,
    encode: (pixels) => fromPixels(pixels).avif({ quality, effort, chromaSubsampling: chroma }).toBuffer(),
  }
}
