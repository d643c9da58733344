import type { Size } from './geometry.ts'
import type { Pixels } from './sharp.ts'

/** Red, green, blue and how opaque, each from 0 to 255. */
type Colour = readonly [number, number, number, number]

/** @param text as recipes have it: `#rrggbbaa` */
function parseColour(text: string): Colour {
  const at = (start: number) => Number.parseInt(text.slice(start, start + 2), 16)
  return [at(1), at(3), at(5), at(7)]
}

/** @param text as recipes have it: `#rrggbbaa` */
export function isOpaque(text: string): boolean {
  return parseColour(text)[3] === 255
}

const isGray = ([red, green, blue]: Colour) => red === green && green === blue

/** The first frame alone, without a copy. */
export function firstFrame(pixels: Pixels): Pixels {
  const { frames, data } = pixels
  return frames === 1 ? pixels : { ...pixels, frames: 1, data: data.subarray(0, data.length / frames) }
}

/**
 * Lays pixels over a colour, for a format that has no transparency. What is opaque comes back as it is.
 *
 * @param background `#rrggbbaa`, of which the last two are not looked at
 */
export function flatten(pixels: Pixels, background: string): Pixels {
  const { channels } = pixels
  if (channels === 1 || channels === 3) return pixels
  const colour = parseColour(background)
  const from = channels === 2 && !isGray(colour) ? inColour(pixels) : pixels
  const colours = from.channels - 1
  const count = from.data.length / from.channels
  const data = Buffer.allocUnsafe(count * colours)
  for (let pixel = 0; pixel < count; pixel += 1) {
    const alpha = from.data[pixel * from.channels + colours]!
    for (let channel = 0; channel < colours; channel += 1) {
      const over = from.data[pixel * from.channels + channel]! * alpha + colour[channel]! * (255 - alpha)
      data[pixel * colours + channel] = Math.floor((over + 127) / 255)
    }
  }
  return { ...from, data, channels: colours === 1 ? 1 : 3 }
}

/**
 * Puts every frame into the middle of a box of a colour; one that fills it comes back as it is.
 *
 * @param box at least as large as a frame, in pixels
 * @param background `#rrggbbaa`
 */
export function pad(pixels: Pixels, box: Size, background: string): Pixels {
  const { width, height, frames } = pixels
  if (width === box.width && height === box.height) return pixels
  const colour = parseColour(background)
  const inBox = fittingFor(pixels, colour)
  const { channels } = inBox
  const filling = channels < 3 ? [colour[0], colour[3]] : colour
  const data = Buffer.alloc(box.width * box.height * frames * channels, Buffer.from(filling.slice(0, channels)))
  const [left, top] = [Math.floor((box.width - width) / 2), Math.floor((box.height - height) / 2)]
  const line = width * channels
  for (let frame = 0; frame < frames; frame += 1) {
    for (let y = 0; y < height; y += 1) {
      const from = (frame * height + y) * line
      const to = ((frame * box.height + top + y) * box.width + left) * channels
      inBox.data.copy(data, to, from, from + line)
    }
  }
  return { ...inBox, data, width: box.width, height: box.height }
}

/** The same pixels with the channels that a colour beside them needs. */
function fittingFor(pixels: Pixels, colour: Colour): Pixels {
  const coloured = pixels.channels < 3 && !isGray(colour) ? inColour(pixels) : pixels
  const { channels } = coloured
  return colour[3] < 255 && channels % 2 === 1 ? withAlpha(coloured) : coloured
}

function inColour(pixels: Pixels): Pixels {
  const channels = pixels.channels === 1 ? 3 : 4
  const from = [0, 0, 0, 1].slice(0, channels)
  return rearranged(pixels, channels, (at) => from.map((channel) => pixels.data[at + channel]!))
}

function withAlpha(pixels: Pixels): Pixels {
  const { data, channels } = pixels
  const opaque =
    channels === 1 ? (at: number) => [data[at]!, 255] : (at: number) => [data[at]!, data[at + 1]!, data[at + 2]!, 255]
  return rearranged(pixels, channels === 1 ? 2 : 4, opaque)
}

function rearranged(pixels: Pixels, channels: 2 | 3 | 4, write: (at: number) => readonly number[]): Pixels {
  const count = pixels.data.length / pixels.channels
  const data = Buffer.allocUnsafe(count * channels)
  for (let pixel = 0; pixel < count; pixel += 1) data.set(write(pixel * pixels.channels), pixel * channels)
  return { ...pixels, data, channels }
}
