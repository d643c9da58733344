import { box, drawn, type Graphic, pngOf } from '../drawing/drawing.ts'
import { prose, seeded } from '../drawing/random.ts'
import { lines, text } from '../drawing/text.ts'
import { fromPixels, toPixels } from '../../../src/image/sharp.ts'

/** An A4 page at 200 dots an inch. */
const [WIDTH, HEIGHT] = [1654, 2339]
const BODY = { size: 19, colour: '#000', weight: 1.5 }
const LINE = 38

/** A page of text, as a PDF is turned into a picture. */
export const textPage: Graphic = { name: 'text page', file: async () => pngOf(await drawn(WIDTH, HEIGHT, page(31))) }

/** A page that lay a little askew on a scanner: grey paper, light that falls off to a side, noise, edges a little soft. */
export const scannedPage: Graphic = {
  name: 'scanned page',
  async file() {
    const askew = `<g transform="rotate(0.7 ${WIDTH / 2} ${HEIGHT / 2})">${page(32)}</g>`
    const soft = await toPixels(
      fromPixels(await drawn(WIDTH, HEIGHT, askew)).convolve({
        width: 3,
        height: 3,
        kernel: [1, 2, 1, 2, 4, 2, 1, 2, 1],
      }),
      1,
    )
    const random = seeded(33)
    for (let at = 0; at < soft.data.length; at += 3) {
      const x = (at / 3) % WIDTH
      const light = 232 - (x * 22) / WIDTH
      const grain = (random() + random() + random() - 1.5) * 9
      for (let channel = 0; channel < 3; channel += 1) {
        const ink = soft.data[at + channel]! / 255
        const paper = light - channel * 5
        soft.data[at + channel] = Math.max(
          0,
          Math.min(255, Math.round(40 + ink * (paper - 40) + grain + (random() - 0.5) * 4)),
        )
      }
    }
    return pngOf(soft)
  },
}

function page(seed: number): string {
  const random = seeded(seed)
  const parts = [
    text('On the keeping of pictures', WIDTH / 2, 220, { size: 42, weight: 2.2, anchor: 'middle', colour: '#000' }),
    text('by nobody in particular, 1887', WIDTH / 2, 280, { size: 20, anchor: 'middle', colour: '#000' }),
    text('Corrections of the second edition are in red.', WIDTH / 2, 330, {
      size: 13,
      weight: 1.1,
      anchor: 'middle',
      colour: '#e00000',
    }),
  ]
  let y = 420
  for (let paragraph = 1; y < HEIGHT - 420; paragraph += 1) {
    if (paragraph % 3 === 1) {
      parts.push(
        text(`${paragraph}. ${prose(random, 4).join(' ')}`, 200, y + 10, { size: 25, weight: 2.3, colour: '#000' }),
      )
      y += 62
    }
    for (const line of lines(prose(random, 64), WIDTH - 400, BODY)) {
      const isRed = random() < 0.03
      parts.push(text(line, 200, y, isRed ? { ...BODY, colour: '#e00000', weight: 1.2 } : BODY))
      y += LINE
    }
    y += 26
  }
  parts.push(box(200, HEIGHT - 250, 400, 2, '#000'))
  for (const [index, line] of lines(prose(random, 24), WIDTH - 400, { size: 13 }).entries()) {
    parts.push(text(line, 200, HEIGHT - 215 + index * 26, { size: 13, colour: '#000', weight: 1.3 }))
  }
  return [...parts, text('17', WIDTH / 2, HEIGHT - 100, { size: 18, anchor: 'middle', colour: '#000' })].join('')
}
