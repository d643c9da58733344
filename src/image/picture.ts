import { Refused } from '../errors.ts'
import { type Box, boxName, type Limits, type Making, type Rendered } from '../recipe.ts'
import { isBare } from './bare/bare.ts'
import { crop } from './crop.ts'
import { encode } from './encode.ts'
import { type Facts, factsBox, factsOf } from './facts.ts'
import { type Focus, baseScale, outputSize, parentOf, scaleFor, sizeAt } from './geometry.ts'
import { withGainMap } from './gain-map/gain-map.ts'
import type { Header } from './header.ts'
import { fromPixels, type Pixels, toPixels } from './sharp.ts'
import { openSource } from './source.ts'
import { stamp } from './watermark/watermark.ts'

/** An original, decoded once, from which any of its renditions can be made. */
export interface Picture {
  /**
   * Makes one rendition. Which others are made, before or after, does not change a byte of it.
   *
   * @param making its box is one of those that the picture was opened with
   */
  render(making: Making): Promise<Rendered>
  /** What is to be known of the original itself. */
  facts(): Promise<Facts>
  /** Gives back what holds it: to be called when nothing more is wanted of it, and again as often as one likes. */
  close(): void
}

/** Under what conditions a picture is worked on. */
export interface Effort {
  /** In a fresh process that has no other picture, before or after. */
  readonly isAlone?: boolean
  /** How long it may take in ms by the clock, renditions included; less is no verdict on the picture. */
  readonly wallMs?: number
}

/** @throws Refused where the picture is at fault, Unjudged where that cannot be told */
export type OpenPicture = (
  bytes: Uint8Array,
  limits: Limits,
  boxes: readonly Box[],
  focus?: Focus | null,
  effort?: Effort,
) => Promise<Picture>

/**
 * Decodes an original at the smallest scale from which every box can be made.
 *
 * @param bytes the whole file
 * @param boxes all that the configuration names, so that the scale does not depend on what is wanted now
 * @param focus the point that a crop keeps in sight
 * @throws Refused when it is damaged or exceeds the limits
 */
export const openPicture: OpenPicture = async (bytes, limits, boxes, focus = null) => {
  const source = await openSource(bytes, limits, boxes)
  const { header } = source
  const scale = baseScale(boxes, header.size)
  holdDecoded(header, scale, limits)
  const base = await source.decode(scale)
  const made = new Map<string, Promise<Pixels>>()

  function pixelsFor(box: Box): Promise<Pixels> {
    const name = boxName(box)
    const pixels = made.get(name) ?? resize(box)
    made.set(name, pixels)
    return pixels
  }

  async function resize(box: Box): Promise<Pixels> {
    const parent = parentOf(box, boxes, header.size)
    const from = parent === null ? base : await pixelsFor(parent)
    const { width, height } = sizeAt(scaleFor(box, header.size), header.size)
    const frame =
      from.width === width && from.height === height
        ? from
        : await toPixels(fromPixels(from).resize(width, height, { fit: 'fill' }), from.frames)
    // Scaled by the original's own size and then cut: scaling what is rounded already would move the picture.
    return box.fit === 'cover' ? crop(frame, outputSize(box, header.size), box.position, focus) : frame
  }

  return {
    async render({ box, encoding, watermark }) {
      const plain = await pixelsFor(box)
      const pixels = watermark === null ? plain : await stamp(plain, watermark)
      const rendered = await encode(pixels, encoding, header)
      if (encoding.keepGainMap && box.fit === 'inside' && rendered.contentType === 'image/jpeg') {
        const withMap = await withGainMap(rendered.bytes, bytes, header, pixels, encoding.quality)
        if (withMap !== null) return { ...rendered, bytes: withMap }
      }
      return pixels === plain && isWhole(pixels, header) && canStandIn(bytes, rendered)
        ? { ...rendered, bytes }
        : rendered
    },
    async facts() {
      const parent = parentOf(factsBox, boxes, header.size)
      return factsOf(header, bytes.length, parent === null ? base : await pixelsFor(parent))
    },
    close() {},
  }
}

/** Whether the pixels are all of the original's: none resized or cut away, no frame left out. */
function isWhole({ width, height, frames }: Pixels, { size, pages }: Header): boolean {
  return width === size.width && height === size.height && frames === pages
}

/** Nobody gets a picture that is larger than the original for no better one. */
function canStandIn(original: Uint8Array, { bytes, contentType }: Rendered): boolean {
  return original.length <= bytes.length && isBare(original, contentType)
}

/**
 * A strip is scaled down by its short side, so that all of its pixels may be wanted at once: measured at 9 bytes for each,
 * and 16 where a value has more than 8 bits.
 */
export function holdDecoded({ size, colour }: Header, scale: number, limits: Limits): void {
  const { width, height } = sizeAt(scale, size)
  const most = Math.floor(limits.pixels / (colour.isDeep || colour.isFloat ? 2 : 1))
  if (width * height <= most) return
  throw new Refused('too-many-pixels', `${width} x ${height} pixels would have to be decoded, the limit is ${most}`)
}
