import { readFile } from 'node:fs/promises'
import { fromPixels, sharp, toPixels } from '../../../src/image/sharp.ts'
import { drawn, type Graphic, pngOf } from '../drawing/drawing.ts'
import { seeded } from '../drawing/random.ts'
import { text } from '../drawing/text.ts'
import { plot } from './chart.ts'

const SAMPLE = new URL('../../../src/local/samples/harbour.jpg', import.meta.url)
const [WIDTH, HEIGHT] = [720, 1000]

/** A slide with a picture from a camera on the left and a chart on the right: no one encoding is right for both. */
export const chartWithPhoto: Graphic = {
  name: 'chart with photo',
  async file() {
    const slide = await drawn(
      2000,
      1200,
      `${text('A year in the harbour', 60, 100, { size: 40, weight: 2.2 })}${plot(900, 160, 1040, 900)}`,
    )
    const photo = await toPixels(
      sharp(await readFile(SAMPLE))
        .autoOrient()
        .resize(WIDTH, HEIGHT),
      1,
    )
    const random = seeded(95)
    for (let at = 0; at < photo.data.length; at += 1) {
      photo.data[at] = Math.max(0, Math.min(255, Math.round(photo.data[at]! + (random() + random() - 1) * 10)))
    }
    const input = { input: photo.data, raw: { width: WIDTH, height: HEIGHT, channels: 3 }, left: 60, top: 140 } as const
    return pngOf(await toPixels(fromPixels(slide).composite([input]).removeAlpha(), 1))
  },
}
