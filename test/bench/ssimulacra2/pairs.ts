import type { Picture } from '../../../bench/quality/ssimulacra2/planes.ts'

/** A picture and what became of it. */
interface Pair {
  readonly original: Picture
  readonly distorted: Picture
}

type Draw = (x: number, y: number, channel: number) => number
/** Gives a value of the distorted picture. @param at the original's, at any place */
type Distort = (at: (x: number, y: number) => number, x: number, y: number, channel: number) => number

/** All pictures are drawn by integers and a hash, so that they are the same everywhere and with every encoder. */
export const pairs: Readonly<Record<string, Pair>> = {
  'photo in blocks': pair(193, 131, 3, photo, blocks(8)),
  'photo in coarse blocks': pair(321, 240, 3, photo, blocks(24)),
  'photo nearly as it was': pair(640, 427, 3, photo, noise(1)),
  'photo with noise': pair(150, 100, 3, photo, noise(24)),
  'photo turned into something else': pair(128, 96, 3, photo, (at, x, y) => 255 - at(y, x)),
  'graphic with coarse colours': pair(300, 200, 3, graphic, (at, x, y) => Math.min(255, (at(x, y) >> 5) * 36)),
  'graphic, each four pixels one': pair(301, 199, 3, graphic, blocks(2)),
  'graphic nearly as it was': pair(301, 199, 3, graphic, noise(1)),
  'graphic with alpha': pair(160, 120, 4, graphic, blocks(2)),
  'alpha nearly as it was': pair(161, 77, 4, graphic, noise(2)),
  'grey with alpha': pair(64, 65, 2, graphic, blocks(2)),
  'grey photo': pair(97, 61, 1, photo, blocks(4)),
  'as small as can be': pair(8, 8, 3, photo, noise(16)),
  narrow: pair(9, 70, 3, graphic, blocks(2)),
  'last scale odd': pair(17, 33, 3, photo, blocks(4)),
  'the same': pair(50, 40, 4, graphic, (at, x, y) => at(x, y)),
}

function pair(width: number, height: number, channels: Picture['channels'], draw: Draw, distort: Distort): Pair {
  const original = picture((x, y, channel) => draw(x, y, channel))
  const at = (channel: number) => (x: number, y: number) =>
    original.data[(Math.min(y, height - 1) * width + Math.min(x, width - 1)) * channels + channel]!
  return { original, distorted: picture((x, y, channel) => distort(at(channel), x, y, channel)) }

  function picture(valueAt: Draw): Picture {
    const data = new Uint8Array(width * height * channels)
    for (let index = 0; index < data.length; index += 1) {
      const pixel = Math.floor(index / channels)
      data[index] = Math.min(255, Math.max(0, valueAt(pixel % width, Math.floor(pixel / width), index % channels)))
    }
    return { data, width, height, channels }
  }
}

/** Something with detail of every size, like a landscape, and a sky above it. */
function photo(x: number, y: number, channel: number): number {
  if (channel === 3) return 255
  let value = 150 - y
  for (const [cell, height] of [
    [64, 96],
    [16, 48],
    [5, 24],
    [2, 12],
  ] as const) {
    const [left, top] = [Math.floor(x / cell), Math.floor(y / cell)]
    const [right, low] = [x - left * cell, y - top * cell]
    const upper = hash(left, top, channel >> 1) * (cell - right) + hash(left + 1, top, channel >> 1) * right
    const lower = hash(left, top + 1, channel >> 1) * (cell - right) + hash(left + 1, top + 1, channel >> 1) * right
    value += Math.floor(((upper * (cell - low) + lower * low) * height) / (cell * cell * 256)) - height / 2
  }
  return value + channel * 20
}

/** Flat colours, hairlines and small marks like letters, on white or on nothing. */
function graphic(x: number, y: number, channel: number): number {
  const isBox = (x >> 5) % 3 === 1 && (y >> 5) % 2 === 0
  const isLine = y % 32 === 7 || x % 48 === 5
  const isMark = y % 12 > 3 && hash(x >> 1, y >> 1, 9) > 150 && (y >> 5) % 2 === 1
  if (channel === 3) return isBox ? 255 : isLine || isMark ? 200 : x % 64 < 8 ? 90 : 0
  if (isBox) return [230, 60, 40][channel]!
  if (isLine) return [200, 210, 220][channel]!
  return isMark ? [20, 20, 90][channel]! : 255
}

function blocks(side: number): Distort {
  return (at, x, y) => {
    let sum = 0
    const [left, top] = [x - (x % side), y - (y % side)]
    for (let i = 0; i < side * side; i += 1) sum += at(left + (i % side), top + Math.floor(i / side))
    return Math.round(sum / side ** 2)
  }
}

function noise(most: number): Distort {
  return (at, x, y, channel) => at(x, y) + (hash(x, y, channel + 20) % (2 * most + 1)) - most
}

/** A number from 0 to 255 that looks as if by chance. */
function hash(x: number, y: number, seed: number): number {
  let value = Math.imul(x, 374_761_393) + Math.imul(y, 668_265_263) + Math.imul(seed, 974_711)
  value = Math.imul(value ^ (value >>> 13), 1_274_126_177)
  return (value ^ (value >>> 16)) & 255
}
