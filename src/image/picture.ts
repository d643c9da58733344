import { type Box, boxName, type Encoding, isOverMaxBytes, type Limits, type Making, type Rendered } from '../recipe.ts'
import { toSrgb } from './colour/colour.ts'
import { firstFrame, flatten, isOpaque, pad } from './backdrop.ts'
import { boundContainer } from './container/container.ts'
import { encode } from './encode/encode.ts'
import { encodeWithin } from './within-bytes.ts'
import { type Facts, factsBox, factsOf, orFactsBox } from './facts.ts'
import { addGainMap } from './gain-map/gain-map.ts'
import { baseScale, type Focus, outputSize, parentOf, scaleFor, sizeAt } from './geometry.ts'
import type { Header } from './header.ts'
import { holdDecoded } from './limits.ts'
import { dropNeedlessAlpha, orient, resize, resizeAndCrop } from './pixels.ts'
import type { Pixels } from './sharp.ts'
import { sniff } from './sniff.ts'
import { boundBy, mostBytes } from './original-bound.ts'
import { openSource } from './source.ts'
import { stampWatermark } from './watermark/watermark.ts'

const WHITE = '#ffffffff'

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
  /** Whether it has a fresh process, in which there is no other picture before or after. */
  readonly isAlone?: boolean
  /** How long it may take in ms by the clock, renditions included; a shorter time is no verdict on the picture. */
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
 * Decodes an original at the smallest scale from which every box can be made. What happens to a picture, and in which
 * order, is what stands here: the steps that are taken once, those for each box, and those for each rendition.
 *
 * @param bytes the whole file
 * @param wanted all that are ever made of the same decode, so that the scale does not depend on what is wanted now; none
 *   where only its facts are
 * @param focus the point that a crop keeps in sight
 * @throws Refused when it is damaged or exceeds the limits
 */
export const openPicture: OpenPicture = async (bytes, limits, wanted, focus = null) => {
  const boxes = orFactsBox(wanted)
  const kind = sniff(bytes)
  const file = boundContainer(kind, bytes)
  const { header, decode } = await openSource(kind, file, limits, boxes)
  const scale = baseScale(boxes, header.size)
  holdDecoded(header, scale, limits)
  const decoded = await decode(scale, toSrgb)
  const upright = header.frames > 1 ? orient(decoded, header.orientation) : decoded // decoding turns a single frame
  const base = dropNeedlessAlpha(upright)
  const bounded = boundBy(bytes, header)

  const pixelsFor = oncePerBox(async (box) => {
    const parent = parentOf(box, boxes, header.size)
    const from = parent === null ? base : await pixelsFor(parent)
    const frame = sizeAt(scaleFor(box, header.size), header.size)
    return resizeAndCrop(from, frame, outputSize(box, header.size), box.position, focus)
  })

  return {
    async render({ box, encoding, watermark }) {
      const plain = await pixelsFor(box)
      const pixels = layOut(await stampWatermark(plain, watermark), box, encoding, limits)
      const most = (as: Encoding) => (pixels === plain ? mostBytes(bytes, header, as) : Infinity)
      const encodeAs = (as: Encoding) => encode(pixels, as, header, most(as))
      const withGainMap = encoding.keepGainMap
        ? await addGainMap(await encodeAs(encoding), bytes, header, { box, encoding })
        : null
      if (withGainMap !== null && !isOverMaxBytes({ encoding }, withGainMap.bytes.length)) return withGainMap
      const isBounded = pixels === plain && isWhole(pixels, header)
      return encodeWithin(encoding, async (as, percent) => {
        if (percent < 100) return encode(await resize(pixels, sizeAt(percent / 100, pixels)), as, header)
        return isBounded ? bounded(as, encodeAs) : encodeAs(as)
      })
    },
    async facts() {
      const parent = parentOf(factsBox, boxes, header.size)
      return factsOf(header, bytes.length, parent === null ? base : await pixelsFor(parent))
    },
    close() {},
  }
}

/** Makes the pixels for a box once, whoever asks for them; boxes are the same where their names are. */
function oncePerBox(make: (box: Box) => Promise<Pixels>): (box: Box) => Promise<Pixels> {
  const made = new Map<string, Promise<Pixels>>()
  return (box) => {
    const name = boxName(box)
    const pixels = made.get(name) ?? make(box)
    made.set(name, pixels)
    return pixels
  }
}

/** What is between a picture's pixels and its encoder: a still of what a format cannot move, and what is behind and beside it. */
function layOut(pixels: Pixels, box: Box, { format, background = WHITE }: Encoding, limits: Limits): Pixels {
  const isBoxed = box.fit === 'contain'
  const isTooMuch = isBoxed && box.width * box.height * pixels.frames > limits.animationPixels // of small frames, too
  const shown = isTooMuch || format === 'jpeg' || format === 'png' ? firstFrame(pixels) : pixels
  const boxed = isBoxed ? pad(shown, box, background) : shown
  // An opaque colour that were beside a picture and not behind it would be two bars with a hole between them.
  return format === 'jpeg' || (isBoxed && isOpaque(background)) ? flatten(boxed, background) : boxed
}

/** Whether the pixels are all of the original's: none resized or cut away, no frame left out. */
function isWhole({ width, height, frames }: Pixels, { size, pages }: Header): boolean {
  return width === size.width && height === size.height && frames === pages
}
