import { type Catalogue, createCatalogue } from '../../../src/config/catalogue.ts'
import { resolveConfig } from '../../../src/config/config.ts'
import { toSrgb } from '../../../src/image/colour/colour.ts'
import { baseScale, outputSize, parentOf, scaleFor, sizeAt } from '../../../src/image/geometry.ts'
import { openPicture } from '../../../src/image/picture.ts'
import { dropNeedlessAlpha, resizeAndCrop } from '../../../src/image/pixels.ts'
import type { Pixels } from '../../../src/image/sharp.ts'
import { decoders, sniff } from '../../../src/image/sniff.ts'
import { openSource } from '../../../src/image/source.ts'
import { type Box, OPEN, type Rendered, type TargetFormat } from '../../../src/recipe.ts'

/** The sides of the boxes, in pixels, and `native` for a picture that nobody resized. */
export const sizes = ['150', '600', '1200', 'native'] as const
export type SizeName = (typeof sizes)[number]

/** What the service delivers, with the pixels that it was encoded from. */
export interface Delivered {
  readonly size: SizeName
  readonly format: TargetFormat
  readonly rendered: Rendered
  readonly pixels: Pixels
}

const settings = resolveConfig({ formats: ['avif', 'webp'] })
const shipped = createCatalogue(settings, decoders)
const whole = createCatalogue(
  resolveConfig({ formats: ['avif', 'webp'], variants: { native: { width: OPEN, height: OPEN } } }),
  decoders,
)

/** Makes every picture of the default variants in every format, and the picture in its own size where that is asked for. */
export async function deliver(original: Buffer, withNative: boolean): Promise<Delivered[]> {
  const made = await deliverBy(shipped, original, ({ width }) => String(width))
  return withNative ? [...made, ...(await deliverBy(whole, original, () => 'native'))] : made
}

async function deliverBy(
  { pictures, boxes }: Catalogue,
  original: Buffer,
  nameOf: (box: Box) => string,
): Promise<Delivered[]> {
  const picture = await openPicture(original, settings.limits, boxes)
  const finish = await finisherFor(original, boxes)
  const made: Delivered[] = []
  for (const { box, encoding, watermark } of pictures.values()) {
    const rendered = await picture.render({ box, encoding, watermark })
    const size = sizes.find((size) => size === nameOf(box))
    if (size === undefined) throw new Error(`there is no size for a box of ${box.width} x ${box.height}`)
    made.push({ size, format: encoding.format, rendered, pixels: await finish(box) })
  }
  picture.close()
  return made
}

/**
 * The pixels that a picture's encoders are given: the steps of `image/picture.ts` up to there, which test/bench/renditions
 * holds to be the same. They are what a rendition is judged by, so that what resizing costs is not laid to encoding.
 */
export async function finisherFor(original: Buffer, boxes: readonly Box[]): Promise<(box: Box) => Promise<Pixels>> {
  const { header, decode } = await openSource(sniff(original), original, settings.limits, boxes)
  const base = dropNeedlessAlpha(await decode(baseScale(boxes, header.size), toSrgb))
  const finished = new Map<string, Promise<Pixels>>()

  async function make(box: Box): Promise<Pixels> {
    const parent = parentOf(box, boxes, header.size)
    const from = parent === null ? base : await finish(parent)
    const frame = sizeAt(scaleFor(box, header.size), header.size)
    return resizeAndCrop(from, frame, outputSize(box, header.size), box.position, null)
  }

  // The formats of one size share its pixels, and what scores them does much of its work once for the same pixels.
  function finish(box: Box): Promise<Pixels> {
    const name = JSON.stringify(box)
    const pixels = finished.get(name) ?? make(box)
    finished.set(name, pixels)
    return pixels
  }
  return finish
}
