import type { Pixels } from '../sharp.ts'
import type { Bounds } from './clusters.ts'
import { histogramOf } from './histogram.ts'
import { isFlat } from './look.ts'
import { type Palette, paletteOf } from './palette.ts'
import { axesOf } from './points.ts'

/** The pixels of a graphic with a palette, of which nobody sees that it is one. */
export interface Indexed {
  /** Red, green, blue and alpha of each colour, one after the other. */
  readonly colours: Uint8Array
  /** For each pixel which of them it has. */
  readonly indices: Uint8Array
}

/** What finished pixels are that are no photo. */
export interface Graphic {
  /** `null` where no palette keeps them. */
  readonly indexed: Indexed | null
  /** The pixels with so many colours at most, of which it can be seen that they are few. */
  readonly coarse: (most: number) => Indexed
}

/** The most pixels of a graphic: at more the extra encodes would take seconds. Of animations, which take longer anyway, all frames together. */
const MOST_PIXELS = { still: 2 ** 24, moving: 2 ** 25 }
/** The most colours of a graphic, and the fewest pixels for each: the colours of a thumbnail's photo are few, too. */
const MOST_OF_ALL = 2 ** 15
const PIXELS_PER_COLOUR = 5
/** A picture of so few colours keeps each of them: somebody chose them. */
const CHOSEN = 64
/** What a palette aims at, and what is still taken when 256 colours fall short of that. Measured: docs/decisions/046. */
const AIM: Bounds = { most: 40, colours: 14, soft: 20 }
const CLEAR_AIM: Bounds = { most: 40, colours: 16, soft: 8 }
const BEARABLE: Bounds = { most: 64, colours: 20, soft: 40 }
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
  const most = pixels.frames > 1 ? MOST_PIXELS.moving : MOST_PIXELS.still
  if (count > most || !(hasAlpha || isFlat(pixels))) return null
  const histogram = histogramOf(pixels, MOST_OF_ALL)
  if (histogram === null) return null
  const colours = histogram.counts.length
  if (colours > CHOSEN && colours * PIXELS_PER_COLOUR > count) return null
  const palette = paletteOf(histogram, colours <= CHOSEN ? NONE : hasAlpha ? CLEAR_AIM : AIM)
  const { error } = palette
  const isKept = error.most <= BEARABLE.most && error.colours <= BEARABLE.colours && error.soft <= BEARABLE.soft
  const indexedBy = ({ colours, numbers }: Palette) => ({ colours, indices: histogram.mapped(numbers) })
  return {
    indexed: isKept ? indexedBy(palette) : null,
    coarse: (most) => indexedBy(paletteOf(histogram, NONE, most)),
  }
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
