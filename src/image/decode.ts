import type { Sharp } from 'sharp'
import { Refused } from '../errors.ts'
import type { Colour } from './colour/colour.ts'
import { type Size, sizeAt } from './geometry.ts'
import type { Kind } from './kinds.ts'
import { dropLast, resize, widenAlpha } from './pixels.ts'
import { type Pixels, sharp } from './sharp.ts'
import { holdSums, inSharpsWords, type TiffPage } from './tiff/tiff.ts'
import { decodeTolerantly } from './tolerant-decode.ts'

/** What is known of a picture before it is decoded. */
interface Encoded {
  readonly kind: Kind
  readonly size: Size
  readonly orientation: number
  readonly frames: number
  readonly colour: Colour
  readonly tiff: TiffPage | null
}

/** Runs the pipeline that decodes, with a step for the picture's colours at its end. */
export type Convert = (input: Sharp, colour: Colour, frames: number) => Promise<Pixels>

/**
 * Decodes a whole picture at a scale. One of a single frame is upright then; Sharp refuses to turn several at once.
 *
 * @param scale of width and height, at most 1
 * @throws Refused when the picture is damaged
 */
export async function decode(
  bytes: Uint8Array,
  { kind, size, orientation, frames, colour, tiff }: Encoded,
  scale: number,
  convert: Convert,
): Promise<Pixels> {
  if (tiff !== null) holdSums(bytes, tiff, size.width * size.height)
  const isAnimated = frames > 1
  const hasSpare = tiff?.hasSpare === true
  const wanted = sizeAt(scale, size)
  const pixels = await decodeTolerantly(bytes, kind, (mended, failOn, warn) => {
    const input = sharp(mended, {
      limitInputPixels: false, // the header was held to the limits already
      failOn,
      ignoreIcc: !colour.hasProfile,
      autoOrient: !isAnimated,
      ...(isAnimated && { pages: -1 }),
      ...(tiff && inSharpsWords(tiff)),
    })
    input.on('warning', warn)
    const { width, height } = wanted
    const isLying = isAnimated && orientation > 4
    if (!hasSpare) input.resize(isLying ? height : width, isLying ? width : height, { fit: 'fill' })
    return convert(input, colour, frames)
  })
  // A TIFF may have as many channels as it likes, of which nobody can say what they mean.
  if (pixels.channels > 4) throw new Refused('unsupported', 'the picture has more channels than a picture has')
  // Sharp takes a spare channel for alpha, by which it would weigh the colours where it resizes.
  if (hasSpare) return resize(dropLast(pixels), wanted)
  return colour.hasLimitedAlpha ? widenAlpha(pixels) : pixels
}
