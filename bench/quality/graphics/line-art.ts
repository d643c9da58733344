import { drawn, type Graphic, pngOf } from '../drawing/drawing.ts'
import { text } from '../drawing/text.ts'

const [WIDTH, HEIGHT] = [2000, 1500]
const PEN = 'fill="none" stroke="#000"'

/** An engraving: hundreds of thin curves, shading by hatching, measures in small print. */
export const lineArt: Graphic = {
  name: 'line art',
  file: async () =>
    pngOf(
      await drawn(
        WIDTH,
        HEIGHT,
        [...sea(), sphere(), gear(1480, 980, 300), gear(1000, 1130, 170), ...measures()].join(''),
      ),
    ),
}

/** Waves over each other, like the lines on a bank note. */
function sea(): string[] {
  return Array.from({ length: 46 }, (_, index) => {
    const points = Array.from({ length: 101 }, (_, step) => {
      const x = step * 20
      const y = 90 + index * 13 + 34 * Math.sin(step / 7 + index / 5) + 18 * Math.sin(step / 3.1 - index / 9)
      return `${x} ${y.toFixed(2)}`
    })
    return `<path d="M${points.join('L')}" ${PEN} stroke-width="${1.2 + (index % 4) * 0.35}"/>`
  })
}

/** Hatched by ellipses that become narrower to its edge. */
function sphere(): string {
  const circles = Array.from({ length: 27 }, (_, index) => {
    const share = Math.cos((index / 27) * (Math.PI / 2))
    return `<ellipse rx="${(320 * share).toFixed(2)}" ry="320"/><ellipse rx="320" ry="${(320 * share).toFixed(2)}"/>`
  })
  return `<g transform="translate(430 1020) rotate(23)" ${PEN} stroke-width="1.5"><circle r="320" fill="#fff" stroke-width="4"/>${circles.join('')}</g>`
}

function gear(x: number, y: number, radius: number): string {
  const teeth = Math.round(radius / 10)
  const outline = Array.from({ length: teeth * 4 }, (_, step) => {
    const angle = (step * Math.PI) / (teeth * 2)
    const far = step % 4 < 2 ? radius : radius * 0.9
    return `${(far * Math.cos(angle)).toFixed(2)} ${(far * Math.sin(angle)).toFixed(2)}`
  })
  const hatch = Array.from({ length: 44 }, (_, step) => {
    const angle = (step * Math.PI * 2) / 44
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    return `<path d="M${(radius * 0.3 * cos).toFixed(2)} ${(radius * 0.3 * sin).toFixed(2)}L${(radius * 0.8 * cos).toFixed(2)} ${(radius * 0.8 * sin).toFixed(2)}" stroke-width="1"/>`
  })
  const rings = [0.82, 0.8, 0.3, 0.27].map((share) => `<circle r="${(radius * share).toFixed(1)}" stroke-width="2"/>`)
  return `<g transform="translate(${x} ${y})" ${PEN}><path d="M${outline.join('L')}z" fill="#fff" stroke-width="4"/>${hatch.join('')}${rings.join('')}</g>`
}

function measures(): string[] {
  return [
    `<path d="M1180 1340H1780M1180 1325v30M1780 1325v30M830 1340h340" ${PEN} stroke-width="2"/>`,
    text('600 mm', 1480, 1375, { size: 20, anchor: 'middle', colour: '#000' }),
    text('340 mm', 1000, 1375, { size: 20, anchor: 'middle', colour: '#000' }),
    text('Fig. 12. Orrery, driven by hand', 1000, 1460, { size: 28, anchor: 'middle', colour: '#000' }),
  ]
}
