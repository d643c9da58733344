import type { Pixels } from '../sharp.ts'
import type { Bounds } from './clusters.ts'
import { type Histogram, histogramOf } from './histogram.ts'
import { hasLines, isDrawn } from './look.ts'
import { paletteOf } from './palette.ts'
import { axesOf } from './points.ts'

/** The pixels of a graphic with few colours, of which nobody sees that they are. */
export interface Indexed {
  /** Red, green, blue and alpha of each colour, one after the other. */
  readonly colours: Uint8Array
  /** For each pixel which of them it has. */
  readonly indices: Uint8Array | Uint16Array
}

/** What finished pixels are that are no photo. */
export interface Graphic {
  /** `null` where no few colours keep them. */
  readonly indexed: Indexed | null
  /** With fewer colours, which are further off. */
  readonly coarser: () => Indexed | null
  /** The pixels with so many colours at most, of which it can be seen that they are few; for what moves. */
  readonly coarse: (most: number) => Indexed
}

/** The most pixels of a graphic: at more the extra encodes would take seconds. Of animations, which take longer anyway, all frames together. */
const MOST_PIXELS = { still: 2 ** 24, moving: 2 ** 25 }
/** The most colours of a graphic, and the fewest pixels for each: the colours of a thumbnail's photo are few, too. */
const MOST_OF_ALL = { still: 2 ** 16, moving: 2 ** 15 }
const PIXELS_PER_COLOUR = 5
/** A picture of so few colours keeps each of them: somebody chose them. */
const CHOSEN = 64
/** A picture of more colours than this is full of shades, and in steps all over. */
const RICH = 2 ** 14
/** The most colours of a palette in PNG and in WebP, and the most that are kept without one: then all are written out. */
const PALETTE = 256
const MOST = 512
/** What a palette aims at, and what is still taken when its colours fall short of that. Measured: docs/decisions/046 and 051. */
const AIM: Bounds = { most: 40, colours: 14, soft: 20 }
const BEARABLE: Bounds = { most: 64, colours: 20, soft: 30 }
const RICH_AIM: Bounds = { most: 40, colours: 8, soft: 8 }
const RICH_BEARABLE: Bounds = { most: 40, colours: 10, soft: 12 }
const CLEAR_AIM: Bounds = { most: 40, colours: 24, soft: 6 }
const CLEAR_BEARABLE: Bounds = { most: 64, colours: 24, soft: 40 }
const COARSE_AIM: Bounds = { most: 64, colours: 24, soft: 32 }
const COARSE: Bounds = { most: 64, colours: 28, soft: 40 }
const NONE: Bounds = { most: 0, colours: 0, soft: 0 }

const known = new WeakMap<Pixels, Graphic | null>()

/** Looks at finished pixels, once however often it is asked. @returns `null` for a photo, and for what could be one */
export function graphicIn(pixels: Pixels): Graphic | null {
  const before = known.get(pixels)
  if (before !== undefined) return before
  const graphic = lookAt(pixels)
  known.set(pixels, graphic)
  return graphic
}

function lookAt(pixels: Pixels): Graphic | null {
  const count = pixels.data.length / pixels.channels
  const hasAlpha = pixels.channels % 2 === 0 // then it is most likely one, and would be a PNG of all colours
  const kind = pixels.frames > 1 ? 'moving' : 'still'
  if (count > MOST_PIXELS[kind] || !(hasAlpha || isDrawn(pixels))) return null
  const histogram = histogramOf(pixels, MOST_OF_ALL[kind])
  const colours = histogram?.counts.length ?? Infinity
  const isFull = colours > CHOSEN && colours * PIXELS_PER_COLOUR > count
  // A photo on a white ground is flat, too, but nobody wrote on it.
  if (isFull && (hasAlpha || kind === 'moving' || !hasLines(pixels))) return null
  if (histogram === null) return { indexed: null, coarser: () => null, coarse: tooMany }
  const indexed = once(() => fewOf(histogram, hasAlpha, kind === 'still'))
  return {
    get indexed() {
      return indexed()
    },
    coarser: once(() => (colours <= CHOSEN || hasAlpha ? null : within(histogram, COARSE_AIM, COARSE))),
    coarse(most) {
      const { colours: few, numbers } = paletteOf(histogram, NONE, most)
      return { colours: few, indices: histogram.mapped(Uint8Array.from(numbers)) }
    },
  }
}

/** The few colours that keep a graphic, of the strictest bounds that do. */
function fewOf(histogram: Histogram, hasAlpha: boolean, isStill: boolean): Indexed | null {
  const colours = histogram.counts.length
  if (colours <= CHOSEN) return within(histogram, NONE, NONE)
  if (hasAlpha) return within(histogram, CLEAR_AIM, CLEAR_BEARABLE)
  return (
    (colours > RICH ? within(histogram, RICH_AIM, RICH_BEARABLE) : null) ??
    within(histogram, AIM, BEARABLE) ??
    (isStill ? within(histogram, AIM, BEARABLE, MOST) : null)
  )
}

function within(histogram: Histogram, aim: Bounds, bearable: Bounds, most = PALETTE): Indexed | null {
  const { colours, numbers, error } = paletteOf(histogram, aim, most)
  const isKept = error.most <= bearable.most && error.colours <= bearable.colours && error.soft <= bearable.soft
  return isKept ? { colours, indices: histogram.mapped(most > PALETTE ? numbers : Uint8Array.from(numbers)) } : null
}

function tooMany(): never {
  throw new Error('a picture of so many colours was never counted')
}

function once<T>(make: () => T): () => T {
  let made: { readonly is: T } | undefined
  return () => (made ??= { is: make() }).is
}

/** The same pixels with the colours of the palette, three values each, or four where any is transparent. */
export function withPalette({ width, height, frames }: Pixels, { colours, indices }: Indexed): Pixels {
  const channels = axesOf(colours) === 6 ? 4 : 3
  const data = Buffer.allocUnsafe(indices.length * channels)
  for (let pixel = 0; pixel < indices.length; pixel += 1) {
    const from = indices[pixel]! * 4
    for (let channel = 0; channel < channels; channel += 1) data[pixel * channels + channel] = colours[from + channel]!
  }
  return { data, width, height, frames, channels }
}
