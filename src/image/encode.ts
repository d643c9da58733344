import type { Header } from './header.ts'
import type { Encoding, Rendered } from './recipe.ts'
import { fromPixels, type Pixels } from './sharp.ts'

type Codec = 'jpeg' | 'png' | 'gif' | 'webp' | 'avif'

/** Makes a rendition's bytes from its finished pixels. All metadata is left behind but who holds the rights. */
export async function encode(pixels: Pixels, encoding: Encoding, header: Header): Promise<Rendered> {
  const codec = codecFor(pixels, encoding)
  const input = fromPixels(pixels)
  if (Object.keys(header.rights).length > 0) input.withExif({ IFD0: { ...header.rights }, IFD2: { ColorSpace: '1' } })
  const { quality, effort } = encoding
  const animation = pixels.frames > 1 ? { delay: header.delay, loop: header.loop } : {}
  switch (codec) {
    case 'jpeg':
      input.jpeg({ quality, progressive: true })
      break
    case 'png':
      input.png()
      break
    case 'gif':
      input.gif(animation)
      break
    case 'webp':
      input.webp({ quality, ...(encoding.format === 'webp' && effort !== undefined && { effort }), ...animation })
      break
    case 'avif':
      input.avif({ quality, ...(effort !== undefined && { effort }) })
      break
  }
  return { bytes: await input.toBuffer(), contentType: `image/${codec}`, width: pixels.width, height: pixels.height }
}

function codecFor(pixels: Pixels, { format }: Encoding): Codec {
  const isAnimated = pixels.frames > 1
  // Sharp cannot write AVIF sequences: it would make a film strip of the frames.
  if (format === 'avif') return isAnimated ? 'webp' : 'avif'
  if (format === 'webp') return 'webp'
  if (isAnimated) return 'gif'
  return pixels.channels === 2 || pixels.channels === 4 ? 'png' : 'jpeg'
}
