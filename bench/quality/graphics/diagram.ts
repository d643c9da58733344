import type { Pixels } from '../../../src/image/sharp.ts'
import { box, drawn, type Graphic, pngOf } from '../drawing/drawing.ts'
import { text } from '../drawing/text.ts'

/** A diagram of 64 colours that was saved with a palette and is delivered as it is. */
export const palette: Graphic = {
  name: 'palette PNG as it is',
  async file() {
    const pixels = await drawn(900, 600, diagram().join(''))
    return pngOf(withFewColours(pixels, 64), { palette: true, dither: 0, compressionLevel: 9 })
  },
}

function diagram(): string[] {
  const boxes = ['viewer', 'edge', 'cache', 'serve', 'store', 'queue', 'decode', 'encode'].map((name, index) => {
    const [x, y] = [40 + (index % 4) * 215, 120 + Math.floor(index / 4) * 230]
    return `${box(x, y, 170, 110, ['#dae8fc', '#d5e8d4', '#ffe6cc', '#f8cecc'][index % 4]!, 'rx="8" stroke="#555" stroke-width="2"')}${text(name, x + 85, y + 63, { size: 17, anchor: 'middle' })}`
  })
  const arrows = [0, 1, 2].map(
    (index) =>
      `<path d="M${210 + index * 215} 175h38M${210 + index * 215} 405h38" stroke="#333" stroke-width="2"/><path d="M${255 + index * 215} 175l-12-6v12zM${255 + index * 215} 405l-12-6v12z" fill="#333"/>`,
  )
  return [
    text('How a picture is made', 450, 64, { size: 24, weight: 2.2, anchor: 'middle' }),
    ...boxes,
    ...arrows,
    text('not drawn: what fails', 450, 560, { size: 12, anchor: 'middle', colour: '#c00' }),
  ]
}

/** Leaves the most frequent colours; any other becomes the nearest of these. */
function withFewColours(pixels: Pixels, most: number): Pixels {
  const { data, channels } = pixels
  const counts = new Map<number, number>()
  for (let at = 0; at < data.length; at += channels) {
    const colour = data.readUIntBE(at, 3)
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  const kept = [...counts.keys()].toSorted((a, b) => counts.get(b)! - counts.get(a)! || a - b).slice(0, most)
  const nearest = new Map(
    [...counts.keys()].map((colour) => [
      colour,
      kept.toSorted((a, b) => distance(a, colour) - distance(b, colour))[0]!,
    ]),
  )
  for (let at = 0; at < data.length; at += channels) data.writeUIntBE(nearest.get(data.readUIntBE(at, 3))!, at, 3)
  return pixels
}

function distance(a: number, b: number): number {
  return [16, 8, 0].reduce((sum, shift) => sum + (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2, 0)
}
