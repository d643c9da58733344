import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { bytesOf } from '../data-url.ts'
import type { Size } from '../geometry.ts'
import { type Pixels, sharp, toPixels, whileDrawing } from '../sharp.ts'
import { sniff } from '../sniff.ts'

/**
 * The pixels that an image may have that is no drawing: more are of no use on a web page, and would only be scaled down again
 * each time.
 */
export const MOST_PIXELS = 2 ** 24

/** The image of a watermark, which can be had at any size. */
export interface WatermarkImage {
  /** The size in pixels; of a drawing only its aspect ratio counts. */
  readonly size: Size
  /** Whether it is an SVG. */
  readonly isDrawing: boolean
  /** Gives it in four channels. A drawing (SVG) is drawn at this size, anything else is scaled, up as well as down. */
  at(width: number, height: number): Promise<Pixels>
}

// Thousands of pictures get the same image, in as many sizes as there are variants and shapes of pictures.
const images = createLru<WatermarkImage>(16 * 2 ** 20)
const scaled = createLru<Pixels>(32 * 2 ** 20)

/**
 * @param image a data URL
 * @throws Error where it cannot be decoded: never Refused, as the original is not at fault
 */
export function readWatermarkImage(image: string): Promise<WatermarkImage> {
  return images(image, image.length, () => read(image))
}

async function read(image: string): Promise<WatermarkImage> {
  const bytes = bytesOf(image)
  if (bytes === null) throw new Error('the image of a watermark must be a data URL')
  const id = createHash('sha256').update(bytes).digest('hex')
  const isDrawing = sniff(bytes) === 'svg'
  const size = await whileDrawing(() => sizeOf(bytes))
  return {
    size,
    isDrawing,
    at: (w, h) => scaled(`${id} ${w} ${h}`, w * h * 4, () => whileDrawing(() => decode(bytes, isDrawing, w, h))),
  }
}

async function sizeOf(bytes: Buffer): Promise<Size> {
  const { autoOrient, format } = await sharp(bytes, { limitInputPixels: false }).metadata()
  if (format !== 'svg') return autoOrient
  // A drawing of 1.5 by 1 units would count as 2 by 1 pixels: seen larger, its sides are rounded less.
  const density = Math.min(72 * Math.max(1, 2000 / Math.max(autoOrient.width, autoOrient.height)), 100_000)
  return (await sharp(bytes, { limitInputPixels: false, density }).metadata()).autoOrient
}

function decode(bytes: Buffer, isDrawing: boolean, width: number, height: number): Promise<Pixels> {
  const limitInputPixels = isDrawing ? false : MOST_PIXELS // a drawing has none but those asked for
  const input = sharp(bytes, { limitInputPixels, failOn: 'error' }).autoOrient()
  return toPixels(input.resize(width, height, { fit: 'fill' }).toColourspace('srgb').ensureAlpha(), 1)
}

/** Gives the value that is kept under a key, or makes it, once for all who ask while it is made. */
type Lru<T> = (key: string, weight: number, make: () => Promise<T>) => Promise<T>

/**
 * An LRU cache of values that take time to make, bounded by their total weight.
 *
 * @param most the most that all kept values may weigh together; a value that weighs more by itself is not kept
 */
export function createLru<T>(most: number): Lru<T> {
  const kept = new LRUCache<string, Promise<T>>({ maxSize: most })
  return (key, weight, make) => {
    const found = kept.get(key)
    if (found !== undefined) return found
    const value = make()
    kept.set(key, value, { size: weight })
    value.catch(() => {
      if (kept.peek(key) === value) kept.delete(key) // whoever asked is told; the next one tries again
    })
    return value
  }
}
