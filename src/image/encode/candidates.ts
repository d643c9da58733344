import type { Sharp } from 'sharp'
import type { Encoding } from '../../recipe.ts'
import type { Header } from '../header.ts'
import { exifOf, reserveRights } from '../metadata/metadata.ts'
import { fromPixels, type Pixels } from '../sharp.ts'
import { type Graphic, type Indexed, withPalette } from './graphic.ts'
import { indexedPng } from './indexed-png.ts'

type Codec = 'jpeg' | 'png' | 'gif' | 'webp' | 'avif'

/** A way to encode a rendition's pixels. */
export interface Way {
  readonly codec: Codec
  readonly encode: () => Promise<Buffer>
}

/** A way that keeps a graphic better than the plain one does. */
export interface Candidate {
  readonly codec: Codec
  /** @returns `null` where it does not keep it after all */
  readonly encode: () => Promise<Buffer | null>
  /** The most bytes that this is worth, in percent of those of the plain way. */
  readonly percent: number
  /** The most bytes that the one before may have had, in the same measure, for this to have a chance. */
  readonly after?: number
}

/** The ways to encode a rendition: what is made of every picture, and what is tried of a graphic, the best first. */
export interface Ways {
  readonly plain: Way
  readonly others: readonly Candidate[]
  /** What is tried of what has more bytes than it should have, as long as it has. @param bytes of the plain way */
  readonly leaner?: (bytes: number) => readonly Leaner[]
}

/** A way that has fewer bytes than the plain one. */
export interface Leaner extends Way {
  /** Whether it is no worse, so that it is taken although it has more bytes than it should have, too. */
  readonly isAsGood: boolean
}

/** What a graphic may have more bytes for in the same format: a WebP and a JPEG of 4:2:0 lose what is thin and red. */
export const BETTER = 125
const NO_MORE = 100
/** What a PNG may have had for one of fewer colours to have a chance: measured, that has 80 to 88 % of its bytes. */
const NEARLY = 120

/**
 * From this effort on libaom looks for palettes and for what stands elsewhere in the picture. Measured of seventeen graphics at 600
 * pixels: 0.78 of the bytes of effort 0 and an S2 of 82 for 75, for 92 ms of CPU instead of 22.
 */
const PALETTE_EFFORT = 2
/** Of more pixels that would take seconds. */
const PALETTE_PIXELS = 2 ** 22

/** Names the ways to encode the finished pixels of a still picture. @param graphic what was seen in them */
export function candidatesFor(pixels: Pixels, encoding: Encoding, header: Header, graphic: Graphic | null): Ways {
  const { format, quality, effort } = encoding

  if (format === 'avif') return avif()
  if (format === 'webp') return webp()
  if (format === 'png') return png()
  if (format === 'jpeg') return jpeg()
  return pixels.channels % 2 === 0 ? png() : jpeg()

  function avif(): Ways {
    const isSmall = pixels.width * pixels.height <= PALETTE_PIXELS
    const options =
      graphic === null
        ? { chromaSubsampling: '4:2:0', effort }
        : { chromaSubsampling: '4:4:4', effort: isSmall ? Math.max(effort ?? 0, PALETTE_EFFORT) : effort }
    return { plain: way('avif', (input) => input.avif({ quality, ...options })), others: [] }
  }

  function webp(): Ways {
    const options = { effort }
    const indexed = graphic?.indexed ?? null
    const finer = quality + Math.floor((100 - quality) / 5)
    const lossless = (input: Sharp) => input.webp({ ...options, lossless: true })
    const better = (input: Sharp) => input.webp({ ...options, quality: finer, smartSubsample: true })
    return {
      plain: way('webp', (input) => input.webp({ ...options, quality })),
      others: [
        ...(indexed === null ? [] : [worth(BETTER, way('webp', lossless, withPalette(pixels, indexed)))]),
        ...(graphic === null ? [] : [worth(BETTER, way('webp', better))]),
      ],
    }
  }

  function jpeg(): Ways {
    const options = { quality, progressive: true }
    const keepsMap = encoding.keepGainMap && header.hasGainMap
    // A variant that names JPEG gets no PNG.
    const indexed = keepsMap || format === 'jpeg' ? null : (graphic?.indexed ?? null)
    const full = way('jpeg', (input) => input.jpeg({ ...options, chromaSubsampling: '4:4:4' }))
    return {
      plain: way('jpeg', (input) => input.jpeg(options)),
      others: [
        ...(indexed === null || graphic === null
          ? []
          : [
              worth(
                NO_MORE,
                palettePng(() => indexed),
              ),
              coarser(graphic),
            ]),
        ...(graphic === null ? [] : [worth(BETTER, full)]),
      ],
    }
  }

  /**
   * Measured at 1200 x 900 pixels: filters cost 20 ms more and save a fifth of a photo and half of a gradient, a higher
   * compression level costs thrice the CPU for nothing or a tenth.
   */
  function png(): Ways {
    const indexed = graphic?.indexed ?? null
    return {
      plain: way('png', (input) => input.png({ adaptiveFiltering: true })),
      others:
        indexed === null
          ? []
          : [
              worth(
                NO_MORE,
                palettePng(() => indexed),
              ),
            ],
    }
  }

  function coarser(of: Graphic): Candidate {
    return { ...worth(NO_MORE, palettePng(of.coarser)), after: NEARLY }
  }

  function palettePng(indexed: () => Indexed | null): Omit<Candidate, 'percent'> {
    return {
      codec: 'png',
      async encode() {
        const of = indexed()
        return of === null ? null : indexedPng(pixels, of, exifOf(header.rights))
      },
    }
  }

  function way(codec: Codec, write: (input: Sharp) => Sharp, from = pixels): Way {
    return wayBy(codec, write, () => from, header)
  }
}

/** A way that Sharp encodes. @param pixelsOf makes the pixels when they are wanted */
export function wayBy(codec: Codec, write: (input: Sharp) => Sharp, pixelsOf: () => Pixels, header: Header): Way {
  return {
    codec,
    encode() {
      const input = fromPixels(pixelsOf())
      reserveRights(input, header.rights)
      return write(input).toBuffer()
    },
  }
}

export function worth(percent: number, { codec, encode }: Omit<Candidate, 'percent'>): Candidate {
  return { codec, encode, percent }
}
