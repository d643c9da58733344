import { box, drawn, type Graphic, pngOf } from '../drawing/drawing.ts'
import { seeded } from '../drawing/random.ts'
import { text } from '../drawing/text.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const COLOURS = ['#1f77b4', '#ff7f0e', '#2ca02c', '#d62728'] as const

/** Bars, lines, a grid, and figures in small print, as a program for statistics draws them. */
export const chart: Graphic = {
  name: 'chart',
  file: async () =>
    pngOf(
      await drawn(
        1800,
        1200,
        `${text('Visitors and orders, by month', 900, 80, { size: 34, weight: 2, anchor: 'middle' })}${plot(160, 150, 1540, 900)}`,
      ),
    ),
}

/** @param width of the plot without its labels */
export function plot(left: number, top: number, width: number, height: number): string {
  const random = seeded(21)
  const bottom = top + height
  const size = 18
  const grid = Array.from({ length: 9 }, (_, index) => {
    const y = bottom - (index * height) / 8
    return `${box(left, y, width, 1, '#d0d0d0')}${text(`${index * 25}k`, left - 18, y + size / 2, { size, anchor: 'end', colour: '#444' })}`
  })
  const step = width / MONTHS.length
  const bars = MONTHS.flatMap((month, index) => [
    ...[0, 1].map((series) => {
      const tall = height * random.between(0.2, 0.75)
      return box(left + index * step + 16 + series * (step * 0.38), bottom - tall, step * 0.36, tall, COLOURS[series]!)
    }),
    text(month, left + (index + 0.5) * step, bottom + 40, { size, anchor: 'middle', colour: '#444' }),
  ])
  const curves = [2, 3].map((series) => {
    const points = MONTHS.map(
      (_, index) => [left + (index + 0.5) * step, bottom - height * random.between(0.3, 0.95)] as const,
    )
    const path = points.map(([x, y]) => `${x} ${y}`).join('L')
    const dots = points.map(
      ([x, y]) => `<circle cx="${x}" cy="${y}" r="7" fill="#fff" stroke="${COLOURS[series]}" stroke-width="3"/>`,
    )
    return `<path d="M${path}" fill="none" stroke="${COLOURS[series]}" stroke-width="3"/>${dots.join('')}`
  })
  const legend = ['Visitors', 'Orders', 'Returning', 'Target'].map((name, index) => {
    const y = top + 30 + index * 40
    return `${box(left + 50, y, 30, 18, COLOURS[index]!)}${text(name, left + 96, y + 18, { size })}`
  })
  const limit = bottom - height * 0.82
  return [
    ...grid,
    ...bars,
    ...curves,
    `<path d="M${left} ${limit}H${left + width}" stroke="#f00" stroke-width="2" stroke-dasharray="12 8"/>`,
    text('capacity of the old servers', left + width - 20, limit - 12, {
      size: 14,
      colour: '#f00',
      weight: 1.2,
      anchor: 'end',
    }),
    box(left + 30, top + 10, 230, 170, '#fff', 'stroke="#999" fill-opacity="0.8"'),
    ...legend,
    `<path d="M${left} ${top}V${bottom}H${left + width}" fill="none" stroke="#222" stroke-width="3"/>`,
  ].join('')
}
