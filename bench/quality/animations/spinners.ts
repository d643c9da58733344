import type { Pixels } from '../../../src/image/sharp.ts'
import { drawn, type Graphic } from '../drawing/drawing.ts'
import { gifOf, joined, webpOf } from './frames.ts'

/** What turns while one waits, on nothing: a GIF's edges are hard. */
export const spinner: Graphic = {
  name: 'spinner, GIF',
  async file() {
    const pixels = await turning(160)
    for (let at = 3; at < pixels.data.length; at += 4) pixels.data[at] = pixels.data[at]! < 128 ? 0 : 255
    return gifOf(pixels)
  },
}

/** The same with soft edges. */
export const softSpinner: Graphic = {
  name: 'spinner, WebP',
  file: async () => webpOf(await turning(160), { lossless: true }),
}

async function turning(side: number): Promise<Pixels> {
  const frames: Pixels[] = []
  for (let frame = 0; frame < 24; frame += 1) {
    const petals = Array.from({ length: 12 }, (_, petal) => {
      const shade = (petal * 20 + 15).toString(16).padStart(2, '0')
      return `<rect x="-9" y="-72" width="18" height="38" rx="9" fill="#${shade}60c0" transform="rotate(${petal * 30 + frame * 15})"/>`
    })
    frames.push(
      await drawn(side, side, `<g transform="translate(${side / 2} ${side / 2})">${petals.join('')}</g>`, null),
    )
  }
  return joined(frames)
}

/** Sprites of few colours on a background that stays: the kind of GIF that there was first. */
export const sprites: Graphic = {
  name: 'sprites',
  async file() {
    const frames: Pixels[] = []
    for (let frame = 0; frame < 20; frame += 1) {
      const balls = Array.from({ length: 5 }, (_, ball) => {
        const y = 170 - Math.abs(((frame * 17 + ball * 61) % 260) - 130)
        return `<rect x="${30 + ball * 52}" y="${y}" width="26" height="26" fill="${['#e4572e', '#17bebb', '#ffc914', '#2e282a', '#76b041'][ball]}"/>`
      })
      frames.push(
        await drawn(320, 220, `<rect y="196" width="320" height="24" fill="#8a5a44"/>${balls.join('')}`, '#cde7f0'),
      )
    }
    return gifOf(joined(frames))
  },
}
