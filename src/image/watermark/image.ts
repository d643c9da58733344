import { createHash } from 'node:crypto'
import { bytesOf } from '../data-url.ts'
import { createMemo } from './lru.ts'
import { type Pixels, sharp, toPixels, whileDrawing } from '../sharp.ts'
import { sniff } from '../sniff.ts'

/** Of an image that is no drawing; more is of no use on a web page, and would only be scaled down again each time. */
const MOST_PIXELS = 2 ** 24

/** The image of a watermark, which can be had at any size. */
export interface Mark {
  /** Width divided by height. */
  readonly aspect: number
  /** In four channels. A drawing (SVG) is drawn at this size, anything else is scaled, up as well as down. */
  at(width: number, height: number): Promise<Pixels>
}

// Thousands of pictures get the same mark, in as many sizes as there are variants and shapes of pictures.
const marks = createMemo<Mark>(16 * 2 ** 20)
const sizes = createMemo<Pixels>(32 * 2 ** 20)

/**
 * @param image a data URL
 * @throws Error where it cannot be decoded: never Refused, as the original is not at fault
 */
export function readMark(image: string): Promise<Mark> {
  return marks(image, image.length, () => read(image))
}

async function read(image: string): Promise<Mark> {
  const bytes = bytesOf(image)
  if (bytes === null) throw new Error('the image of a watermark must be a data URL')
  const id = createHash('sha256').update(bytes).digest('hex')
  const { width, height } = await whileDrawing(() => sizeOf(bytes))
  return {
    aspect: width / height,
    at: (w, h) => sizes(`${id} ${w} ${h}`, w * h * 4, () => whileDrawing(() => decode(bytes, w, h))),
  }
}

async function sizeOf(bytes: Buffer): Promise<{ width: number; height: number }> {
  const { autoOrient, format } = await sharp(bytes, { limitInputPixels: false }).metadata()
  if (format !== 'svg') return autoOrient
  // A drawing of 1.5 by 1 units would count as 2 by 1 pixels: seen larger, its sides are rounded less.
  const density = Math.min(72 * Math.max(1, 2000 / Math.max(autoOrient.width, autoOrient.height)), 100_000)
  return (await sharp(bytes, { limitInputPixels: false, density }).metadata()).autoOrient
}

function decode(bytes: Buffer, width: number, height: number): Promise<Pixels> {
  const limitInputPixels = sniff(bytes) === 'svg' ? false : MOST_PIXELS // a drawing has none but those asked for
  const input = sharp(bytes, { limitInputPixels, failOn: 'error' }).autoOrient()
  return toPixels(input.resize(width, height, { fit: 'fill' }).toColourspace('srgb').ensureAlpha(), 1)
}

/** Why an image cannot be a watermark, to be read after its name, or `null` where it can. */
export async function findWatermarkFault(image: string): Promise<string | null> {
  try {
    const bytes = bytesOf(image) ?? Buffer.alloc(0)
    const { width, height } = await whileDrawing(() => sizeOf(bytes))
    if (sniff(bytes) !== 'svg' && width * height > MOST_PIXELS)
      return `has ${width} x ${height} pixels, the limit is ${MOST_PIXELS} altogether`
    await whileDrawing(() => decode(bytes, 64, 64))
    return null
  } catch {
    return 'is damaged and cannot be decoded'
  }
}
