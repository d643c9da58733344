import type { Sharp } from 'sharp'
import type { Encoding, Rendered } from '../recipe.ts'
import type { Header } from './header.ts'
import { reserveRights, stampRights } from './metadata/metadata.ts'
import { encodePng } from './png-palette.ts'
import { fromPixels, type Pixels } from './sharp.ts'

type Codec = 'jpeg' | 'png' | 'gif' | 'webp' | 'avif'

/**
 * An animation with more pixels over all its frames gets its palettes with less effort: measured on photos in motion, a
 * million pixels take 0.3 s instead of 1 s, and 9 % more bytes.
 */
const MANY_PIXELS = 2 ** 22

/** The renditions that were made of the same pixels. */
const made = new WeakMap<Pixels, Map<string, Promise<Rendered>>>()

/**
 * Makes a rendition's bytes from its finished pixels. All metadata is left behind but who holds the rights. Of a picture
 * that is smaller than several sizes the pixels are the same for all of these, and so are the bytes: they are made once.
 */
export function encode(pixels: Pixels, encoding: Encoding, header: Header): Promise<Rendered> {
  const same = made.get(pixels) ?? new Map<string, Promise<Rendered>>()
  made.set(pixels, same)
  const name = JSON.stringify(encoding)
  const rendered = same.get(name) ?? encodeAnew(pixels, encoding, header)
  same.set(name, rendered)
  return rendered
}

async function encodeAnew(pixels: Pixels, encoding: Encoding, header: Header): Promise<Rendered> {
  const codec = codecFor(pixels, encoding)
  const bytes =
    codec === 'png'
      ? await encodePng(pixels, begin)
      : await inFormat(codec, begin(), encoding, header, pixels.data.length / pixels.channels).toBuffer()
  return {
    bytes: stampRights(bytes, header.rights),
    contentType: `image/${codec}`,
    width: pixels.width,
    height: pixels.height,
  }

  function begin(): Sharp {
    const input = fromPixels(pixels)
    reserveRights(input, header.rights)
    return input
  }
}

function inFormat(
  codec: Exclude<Codec, 'png'>,
  input: Sharp,
  { format, quality, effort }: Encoding,
  { frames, delay, loop }: Header,
  count: number,
): Sharp {
  const animation = frames > 1 ? { delay, loop } : {}
  if (codec === 'jpeg') return input.jpeg({ quality, progressive: true })
  if (codec === 'gif') return input.gif({ ...animation, effort: count > MANY_PIXELS ? 1 : 7 })
  // The effort of an animation that would be AVIF is in another scale.
  if (codec === 'webp') return input.webp({ quality, ...(format === 'webp' && { effort }), ...animation })
  return input.avif({ quality, chromaSubsampling: '4:2:0', effort })
}

function codecFor(pixels: Pixels, { format }: Encoding): Codec {
  const isAnimated = pixels.frames > 1
  // Sharp cannot write AVIF sequences: it would make a film strip of the frames.
  if (format === 'avif') return isAnimated ? 'webp' : 'avif'
  if (format === 'webp') return 'webp'
  if (isAnimated) return 'gif'
  return pixels.channels === 2 || pixels.channels === 4 ? 'png' : 'jpeg'
}
