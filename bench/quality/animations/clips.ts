import { readFile } from 'node:fs/promises'
import { type Pixels, sharp, toPixels } from '../../../src/image/sharp.ts'
import type { Graphic } from '../drawing/drawing.ts'
import { seeded } from '../drawing/random.ts'
import { gifOf, joined, webpOf, windowOf } from './frames.ts'

const SAMPLE = new URL('../../../src/local/samples/harbour.jpg', import.meta.url)

/** A camera that moves over a photo, with the grain of a sensor, as a GIF: dithered, as photos in GIFs are. */
export const clip: Graphic = { name: 'clip, GIF', file: async () => gifOf(await moved(320, 240, 20), { dither: 1 }) }

/** The same as a WebP with loss. */
export const lossyClip: Graphic = {
  name: 'clip, WebP',
  file: async () => webpOf(await moved(480, 320, 20), { quality: 60, effort: 4 }),
}

async function moved(width: number, height: number, count: number): Promise<Pixels> {
  const photo = await toPixels(
    sharp(await readFile(SAMPLE))
      .autoOrient()
      .resize(width + 120, height + 80),
    1,
  )
  const random = seeded(73)
  const frames = Array.from({ length: count }, (_, frame) => {
    const still = windowOf(photo, frame * 5, frame * 3, [width, height])
    for (let at = 0; at < still.data.length; at += 1) {
      const grain = (random() + random() - 1) * 8
      still.data[at] = Math.max(0, Math.min(255, Math.round(still.data[at]! + grain)))
    }
    return still
  })
  return joined(frames)
}

/** Noise in every pixel of every frame: nothing is dearer. */
export const noise: Graphic = {
  name: 'noise',
  file() {
    const random = seeded(74)
    const [width, height, frames] = [160, 120, 16]
    const data = Buffer.alloc(width * height * frames * 3)
    for (let at = 0; at < data.length; at += 3) {
      const value = Math.floor(random() * 128)
      data.set([(value >> 4) * 36, ((value >> 2) & 3) * 85, (value & 3) * 85], at)
    }
    return gifOf({ data, width, height, frames, channels: 3 })
  },
}
