import { box, drawn, type Graphic, pngOf, shadow } from '../drawing/drawing.ts'
import { seeded } from '../drawing/random.ts'
import type { Pixels } from '../../../src/image/sharp.ts'

/** An application's icon: a gradient with round corners and a soft shadow on nothing. */
export const icon: Graphic = {
  name: 'icon with alpha',
  file: async () =>
    pngOf(
      await drawn(
        512,
        512,
        `<linearGradient id="g" x2="0.6" y2="1"><stop stop-color="#5ee7df"/><stop offset="1" stop-color="#3b5bdb"/></linearGradient>
        ${shadow(56, 48, 400, 400, 92, 30)}${box(56, 48, 400, 400, 'url(#g)', 'rx="92"')}
        <path d="M112 372l98-130l68 84l44-52l86 98z" fill="#fff" fill-opacity="0.92"/><circle cx="334" cy="168" r="42" fill="#ffe066"/>
        ${box(60, 52, 392, 392, 'none', 'rx="88" stroke="#fff" stroke-opacity="0.35" stroke-width="4"')}`,
        null,
      ),
    ),
}

const PALETTE = [
  '1a1c2c',
  '5d275d',
  'b13e53',
  'ef7d57',
  'ffcd75',
  'a7f070',
  '38b764',
  '257179',
  '29366f',
  '3b5dc9',
  '41a6f6',
  'f4f4f4',
  '333c57',
]

/** A scene of a game in its own pixels: thirteen colours, nothing between them. */
export const pixelArt: Graphic = {
  name: 'pixel art',
  file: () => pngOf(scene()),
}

function scene(): Pixels {
  const [width, height] = [320, 200]
  const data = Buffer.alloc(width * height * 3)
  const random = seeded(71)
  const hills = [seeded(1), seeded(2)].map(
    (random) => [random.between(10, 30), random.between(5, 13), random() * 6] as const,
  )
  const stars = new Set(Array.from({ length: 90 }, () => Math.floor(random() * width * 90)))
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      data.write(PALETTE[colourAt(x, y)]!, (y * width + x) * 3, 'hex')
    }
  }
  return { data, width, height, frames: 1, channels: 3 }

  function colourAt(x: number, y: number): number {
    const block = (x >> 4) % 7
    if (y >= 168) return y < 171 ? 5 : y < 176 ? 6 : (x * 3 + (y >> 2) * 7) % 11 < 2 ? 2 : 1
    if (block === 3 && y > 120 && y < 136) return x % 16 === 0 || y % 15 === 1 ? 0 : (x + y) % 8 === 0 ? 4 : 3
    if (Math.hypot(x - 250, y - 46) < 22) return Math.hypot(x - 243, y - 41) < 14 ? 11 : 4
    if (Math.abs(x - 70) < 10 && y > 140) return sprite(x - 60, y - 140)
    for (const [index, [tall, wide, phase]] of hills.entries()) {
      const top = 120 + index * 18 - Math.round(tall * Math.sin(x / (wide * 3) + phase) + 6 * Math.sin(x / 7 + index))
      if (y > top) return (x + y) % 4 === 0 && y < top + 10 ? 6 : index === 0 ? 8 : 7
    }
    if (stars.has(y * width + x)) return 11
    const dither = (x + y) % 2 === 0 ? 6 : 0
    return y + dither < 40 ? 0 : y + dither < 75 ? 8 : y + dither < 105 ? 9 : 10
  }
}

/** A figure of 20 x 28 pixels. */
function sprite(x: number, y: number): number {
  const half = x < 10 ? x : 19 - x
  if (y < 3) return half > 3 ? 2 : 9
  if (y < 10) return half < 4 ? 9 : y === 6 && half === 7 ? 0 : 4
  if (y < 20) return half < 3 ? 4 : (y + half) % 5 === 0 ? 3 : 2
  return half < 4 || half === 9 ? 9 : y > 25 ? 0 : 12
}
