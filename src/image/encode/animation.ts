import type { GifOptions, WebpOptions } from 'sharp'
import type { Encoding } from '../../recipe.ts'
import type { Header } from '../header.ts'
import type { Pixels } from '../sharp.ts'
import { BETTER, type Leaner, type Way, wayBy, type Ways, worth } from './candidates.ts'
import { gifDelays } from './gif-delays.ts'
import { type Graphic, withPalette } from './graphic.ts'
import { isDrawn } from './look.ts'
import { qualityFor } from '../lower-quality.ts'
import { withSharedPalette } from './shared-palette.ts'

/** A GIF with more pixels over all its frames gets its palettes with less effort, for 9 % more bytes. */
const LESS_EFFORT = 2 ** 22
/**
 * With more than this it gets one palette for all frames, and one leaner way is tried instead of two. Measured of noise: with
 * palettes of their own a million pixels take 0.5 s, with one for all 0.2 s.
 */
const LEAST_EFFORT = 2 ** 24
/** How few colours are tried of a graphic that has more bytes than its original: it had none between those, and has since it was resized. */
const FEW = { gif: [32, 16], webp: [16] }
/** A GIF of fewer bytes: what a value may change from frame to frame without being drawn again, and how many colours there are. */
const LEAN: GifOptions = { effort: 1, dither: 0, interFrameMaxError: 8, colours: 64 }

/**
 * Names the ways to encode an animation. Sharp cannot write AVIF sequences (it would make a film strip of the frames), so
 * an AVIF is a WebP, too.
 *
 * @param graphic what was seen in the pixels
 * @param most the bytes that it should not exceed
 */
export function animationWays(
  pixels: Pixels,
  encoding: Encoding,
  header: Header,
  graphic: Graphic | null,
  most: number,
): Ways {
  const { loop } = header
  const indexed = graphic?.indexed ?? null
  const count = pixels.data.length / pixels.channels
  // What fitted into a GIF as it is fits into a WebP without loss.
  const isWholeGif = header.kind === 'gif' && pixels.width === header.size.width && pixels.height === header.size.height
  return encoding.format === 'fallback' ? gifWays() : webpWays()

  function webpWays(): Ways {
    const { quality } = encoding
    // The effort of what would be AVIF is in another scale.
    const effort = encoding.format === 'webp' ? { effort: encoding.effort } : {}
    const lossless = { ...effort, lossless: true }
    return {
      plain: webp({ ...effort, quality }),
      others:
        indexed === null
          ? []
          : [
              worth(
                BETTER,
                webp(lossless, () => withPalette(pixels, indexed)),
              ),
            ],
      leaner: (bytes) => {
        if (graphic !== null && indexed !== null) {
          const withFew = (few: number) => webp(lossless, () => withPalette(pixels, graphic.coarse(few)))
          return FEW.webp.map((few) => leaner(withFew(few), false))
        }
        const lower = Math.max(1, Math.floor((quality * qualityFor(Math.floor((most * 100) / bytes))) / 100))
        const ways = [leaner(webp({ ...effort, quality: lower, alphaQuality: lower }), false)]
        // With no effort, as that takes a tenth of the time where a picture turns out to be none of flat areas.
        if (isDrawn(pixels) || isWholeGif) ways.unshift(leaner(webp({ lossless: true, effort: 0 }), true))
        return ways.slice(0, count > LEAST_EFFORT ? 1 : 2)
      },
    }
  }

  function gifWays(): Ways {
    const effort = count > LESS_EFFORT ? 1 : 7
    const exact = { effort, dither: 0 }
    if (graphic !== null && indexed !== null) {
      const withFew = (few: number) => gif(exact, () => withPalette(pixels, graphic.coarse(few)))
      return {
        plain: gif(exact, () => withPalette(pixels, indexed)),
        others: [],
        leaner: () => FEW.gif.map((few) => leaner(withFew(few), false)),
      }
    }
    if (count > LEAST_EFFORT) return { plain: gif(exact, () => withSharedPalette(pixels)), others: [] }
    return { plain: gif({ effort }), others: [], leaner: () => [leaner(gif(LEAN), false)] }
  }

  function webp(options: WebpOptions, pixelsOf = () => pixels): Way {
    return wayBy('webp', (input) => input.webp({ delay: header.delay, loop, ...options }), pixelsOf, header)
  }

  function gif(options: GifOptions, pixelsOf = () => pixels): Way {
    return wayBy('gif', (input) => input.gif({ delay: gifDelays(header.delay), loop, ...options }), pixelsOf, header)
  }
}

function leaner({ codec, encode }: Way, isAsGood: boolean): Leaner {
  return { codec, encode, isAsGood }
}
