import type { Pixels } from '../sharp.ts'
import type { Bounds } from './clusters.ts'
import { paletteOf } from './palette.ts'

/** So many bits of each value are looked at: 32,768 colours, which one table holds. */
const BITS = 5
const SIZE = 2 ** (3 * BITS)
/** A GIF has one colour more, which is nothing: libvips keeps it for what does not change from frame to frame. */
const MOST_COLOURS = 255
const NONE: Bounds = { most: 0, colours: 0, soft: 0 }
/** What is less opaque than this is not there. */
const HALF = 128

/**
 * The pixels of an animation with one palette for all of its frames, so that a GIF needs none of its own for each of them: to find one
 * takes ten times as long as all the rest. It goes through the pixels twice and takes as long whatever is in them; there is
 * no arithmetic but of integers, so every machine gives the same.
 */
export function withSharedPalette(pixels: Pixels): Pixels {
  const { data, channels } = pixels
  const hasAlpha = channels % 2 === 0
  const bins = countBins(pixels)
  const { colours, places } = paletteFor(bins)
  const to = hasAlpha ? 4 : 3
  const mapped = Buffer.alloc((data.length / channels) * to)
  for (let from = 0, at = 0; from < data.length; from += channels, at += to) {
    if (hasAlpha && data[from + channels - 1]! < HALF) continue
    const colour = places[binAt(pixels, from)]! * 4
    mapped[at] = colours[colour]!
    mapped[at + 1] = colours[colour + 1]!
    mapped[at + 2] = colours[colour + 2]!
    if (hasAlpha) mapped[at + 3] = 255
  }
  return { ...pixels, data: mapped, channels: to }
}

function countBins(pixels: Pixels): Uint32Array {
  const { data, channels } = pixels
  const hasAlpha = channels % 2 === 0
  const bins = new Uint32Array(SIZE)
  for (let at = 0; at < data.length; at += channels) {
    if (hasAlpha && data[at + channels - 1]! < HALF) continue
    bins[binAt(pixels, at)]! += 1
  }
  return bins
}

function binAt({ data, channels }: Pixels, at: number): number {
  const red = data[at]!
  const green = channels < 3 ? red : data[at + 1]!
  const blue = channels < 3 ? red : data[at + 2]!
  return ((red >> 3) << (2 * BITS)) | ((green >> 3) << BITS) | (blue >> 3)
}

/** The palette, and for each bin which of its colours stands for it. */
function paletteFor(bins: Uint32Array): { colours: Uint8Array; places: Uint8Array } {
  const used = Uint16Array.from(bins.keys().filter((bin) => bins[bin]! > 0))
  const colours = new Uint8Array(used.length * 4)
  for (const [index, bin] of used.entries()) {
    const values = [bin >> (2 * BITS), (bin >> BITS) & 31, bin & 31].map((value) => (value << 3) | (value >> 2))
    colours.set([...values, 255], index * 4)
  }
  const counts = Uint32Array.from(used, (bin) => bins[bin]!)
  const palette = paletteOf({ colours, counts, soft: new Uint32Array(used.length) }, NONE, MOST_COLOURS)
  const places = new Uint8Array(SIZE)
  for (const [index, bin] of used.entries()) places[bin] = palette.numbers[index]!
  return { colours: palette.colours, places }
}
