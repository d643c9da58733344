import { sharp } from '../../src/image/sharp.ts'

/** An animation at the bounds of what is accepted with the default limits. */
interface Worst {
  readonly name: string
  readonly format: 'gif' | 'webp'
  readonly side: number
  readonly frames: number
  readonly hasAlpha: boolean
  /** The values of a pixel as one number. */
  readonly pixel: (random: () => number, x: number, y: number, frame: number) => number
}

/** 80 million pixels of a GIF, 66 million of a WebP, 50 million of one with alpha: docs/pictures.md. */
export const worst: readonly Worst[] = [
  {
    name: 'GIF, 500 frames of 400 x 400, noise of 16 colours',
    format: 'gif',
    side: 400,
    frames: 500,
    hasAlpha: false,
    pixel: noise16,
  },
  {
    name: 'GIF, 55 frames of 1200 x 1200, noise of 16 colours',
    format: 'gif',
    side: 1200,
    frames: 55,
    hasAlpha: false,
    pixel: noise16,
  },
  {
    name: 'GIF, 500 frames of 400 x 400, half of it clear',
    format: 'gif',
    side: 400,
    frames: 500,
    hasAlpha: true,
    pixel: clear,
  },
  {
    name: 'GIF, 500 frames of 400 x 400, all changes',
    format: 'gif',
    side: 400,
    frames: 500,
    hasAlpha: false,
    pixel: checks,
  },
  {
    name: 'GIF, 500 frames of 400 x 400, little changes',
    format: 'gif',
    side: 400,
    frames: 500,
    hasAlpha: false,
    pixel: blinking,
  },
  {
    name: 'WebP, 364 x 364, 500 frames of noise',
    format: 'webp',
    side: 364,
    frames: 500,
    hasAlpha: false,
    pixel: random,
  },
  {
    name: 'WebP, 1200 x 1200, 46 frames of noise',
    format: 'webp',
    side: 1200,
    frames: 46,
    hasAlpha: false,
    pixel: random,
  },
  {
    name: 'WebP, 316 x 316, 500 frames of noise with alpha',
    format: 'webp',
    side: 316,
    frames: 500,
    hasAlpha: true,
    pixel: random,
  },
]

/** Draws one and writes its file. */
export async function makeWorst({ format, side, frames, hasAlpha, pixel }: Worst): Promise<Buffer> {
  let state = 9
  const random = () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 4 // of Numerical Recipes
  const channels = hasAlpha ? 4 : 3
  const data = Buffer.alloc(side * side * frames * channels)
  let at = 0
  for (let frame = 0; frame < frames; frame += 1) {
    for (let y = 0; y < side; y += 1) {
      for (let x = 0; x < side; x += 1) {
        const values = pixel(random, x, y, frame)
        data[at] = values & 255
        data[at + 1] = (values >> 8) & 255
        data[at + 2] = (values >> 16) & 255
        if (hasAlpha) data[at + 3] = values >> 24
        at += channels
      }
    }
  }
  const drawn = sharp(data, {
    limitInputPixels: false,
    raw: { width: side, height: side * frames, channels, pageHeight: side },
    pages: -1,
  })
  const delay = Array.from({ length: frames }, () => 40)
  return (format === 'gif' ? drawn.gif({ delay, effort: 1, dither: 0 }) : drawn.webp({ delay, effort: 0 })).toBuffer()
}

function noise16(random: () => number): number {
  return ((random() >> 20) & 15) * 0x11_11_11
}

function clear(random: () => number, x: number, y: number, frame: number): number {
  return noise16(random) | ((x + y * 3 + frame * 7) % 11 < 5 ? 0 : 0xff00_0000)
}

function checks(_: () => number, x: number, y: number, frame: number): number {
  return ((x + y + frame) & 1) * 0xff_ff_ff
}

function blinking(_: () => number, x: number, y: number, frame: number): number {
  return x >> 3 === frame % 50 && y < 8 ? 0xff_ff_ff : 0x14_1e_28
}

function random(next: () => number): number {
  return next() ^ (next() << 4)
}
