import type { Sharp } from 'sharp'
import type { Encoding } from '../../recipe.ts'
import type { Header } from '../header.ts'
import { exifOf, reserveRights } from '../metadata/metadata.ts'
import { fromPixels, type Pixels } from '../sharp.ts'
import { type Graphic, type Indexed, withPalette } from './graphic.ts'
import { indexedPng } from './indexed-png.ts'

type Codec = 'jpeg' | 'png' | 'gif' | 'webp' | 'avif'

/** A way to encode a rendition's pixels. */
interface Way {
  readonly codec: Codec
  readonly encode: () => Promise<Buffer>
}

/** A way that keeps a graphic better than the plain one does. */
export interface Candidate extends Way {
  /** The most bytes that this is worth, in percent of those of the plain way. */
  readonly percent: number
}

/** The ways to encode a rendition: what is made of every picture, and what is tried of a graphic, the best first. */
interface Ways {
  readonly plain: Way
  readonly others: readonly Candidate[]
}

/** What a graphic may have more bytes for in the same format: a WebP and a JPEG of 4:2:0 lose what is thin and red. */
const BETTER = 125
const NO_MORE = 100

/**
 * An animation with more pixels over all its frames gets its palettes with less effort: measured on photos in motion, a
 * million pixels take 0.3 s instead of 1 s, and 9 % more bytes.
 */
const MANY_PIXELS = 2 ** 22

/** The shortest time in ms that a frame of a GIF is shown: browsers take 10 for a mistake, and show it for 100. */
const SHORTEST = 20

/** Names the ways to encode finished pixels. @param graphic what was seen in them */
export function candidatesFor(pixels: Pixels, encoding: Encoding, header: Header, graphic: Graphic | null): Ways {
  const { format, quality, effort } = encoding
  const isAnimated = pixels.frames > 1
  const animation = isAnimated ? { delay: header.delay, loop: header.loop } : {}
  const indexed = graphic?.indexed ?? null

  // Sharp cannot write AVIF sequences: it would make a film strip of the frames.
  if (format === 'avif' && !isAnimated) {
    const chromaSubsampling = graphic === null ? '4:2:0' : '4:4:4'
    return { plain: way('avif', (input) => input.avif({ quality, chromaSubsampling, effort })), others: [] }
  }
  if (format !== 'fallback') return webp()
  if (isAnimated) {
    const colourEffort = pixels.data.length / pixels.channels > MANY_PIXELS ? 1 : 7
    const delay = header.delay.map((ms) => Math.max(ms, SHORTEST))
    return { plain: way('gif', (input) => input.gif({ ...animation, delay, effort: colourEffort })), others: [] }
  }
  return pixels.channels % 2 === 0 ? png() : jpeg()

  function webp(): Ways {
    // The effort of an animation that would be AVIF is in another scale.
    const options = { ...(format === 'webp' && { effort }), ...animation }
    const finer = quality + Math.floor((100 - quality) / 5)
    const lossless = (input: Sharp) => input.webp({ ...options, lossless: true })
    const better = (input: Sharp) => input.webp({ ...options, quality: finer, smartSubsample: true })
    return {
      plain: way('webp', (input) => input.webp({ ...options, quality })),
      others: [
        ...(indexed === null ? [] : [worth(BETTER, way('webp', lossless, withPalette(pixels, indexed)))]),
        ...(graphic === null || isAnimated ? [] : [worth(BETTER, way('webp', better))]),
      ],
    }
  }

  function jpeg(): Ways {
    const options = { quality, progressive: true }
    const keepsMap = encoding.keepGainMap && header.hasGainMap
    const full = way('jpeg', (input) => input.jpeg({ ...options, chromaSubsampling: '4:4:4' }))
    return {
      plain: way('jpeg', (input) => input.jpeg(options)),
      others: [
        ...(indexed === null || keepsMap ? [] : [worth(NO_MORE, palettePng(indexed))]),
        ...(graphic === null ? [] : [worth(BETTER, full)]),
      ],
    }
  }

  /**
   * Measured at 1200 x 900 pixels: filters cost 20 ms more and save a fifth of a photo and half of a gradient, a higher
   * compression level costs thrice the CPU for nothing or a tenth.
   */
  function png(): Ways {
    return {
      plain: way('png', (input) => input.png({ adaptiveFiltering: true })),
      others: indexed === null ? [] : [worth(NO_MORE, palettePng(indexed))],
    }
  }

  function palettePng(of: Indexed): Way {
    return { codec: 'png', encode: () => indexedPng(pixels, of, exifOf(header.rights)) }
  }

  function way(codec: Codec, write: (input: Sharp) => Sharp, from = pixels): Way {
    return {
      codec,
      encode() {
        const input = fromPixels(from)
        reserveRights(input, header.rights)
        return write(input).toBuffer()
      },
    }
  }
}

function worth(percent: number, { codec, encode }: Way): Candidate {
  return { codec, encode, percent }
}
