import { roundStep } from '../quality/panels.ts'

/** Dollars over something that grows evenly, so both axes are linear. */
export interface DollarPlot {
  readonly title: string
  /** The places of the horizontal axis that are named. */
  readonly ticks: readonly number[]
  readonly lines: readonly DollarLine[]
}

interface DollarLine {
  readonly label: string
  readonly points: readonly (readonly [x: number, dollars: number])[]
}

/** Dollars for a million uploads, with a memory in MB. */
export interface CostRow {
  readonly memory: number
  readonly architecture: string
  readonly uploads: number
}

const WIDTH = 640
const HEIGHT = 320
const MARGIN = { left: 60, right: 90, top: 30, bottom: 45 }
const COLOURS = ['#2f81f7', '#d9730d', '#8a63d2', '#3fa45b']
const MOST_LEVELS = 6

/** What uploads cost over the function's memory, with a line for each architecture. */
export function memoryPlot(rows: readonly CostRow[]): DollarPlot {
  const architectures = [...new Set(rows.map(({ architecture }) => architecture))]
  const lines = architectures.map((label) => {
    const own = rows.filter(({ architecture }) => architecture === label)
    return { label, points: own.map(({ memory, uploads }) => [memory, uploads] as const) }
  })
  const ticks = [...new Set(rows.map(({ memory }) => memory))]
  return { title: "Dollars for a million uploads, by the function's memory in MB", ticks, lines }
}

/** Plots dollars as lines from 0 on, or from below where there are losses, readable on white and on black. */
export function plotDollars({ title, ticks, lines }: DollarPlot): string {
  const all = lines.flatMap(({ points }) => points)
  const [first, last] = [Math.min(...all.map(([at]) => at)), Math.max(...all.map(([at]) => at))]
  const [least, most] = [Math.min(0, ...all.map(([, y]) => y)), Math.max(...all.map(([, y]) => y))]
  const x = (at: number) => MARGIN.left + ((at - first) / (last - first)) * (WIDTH - MARGIN.left - MARGIN.right)
  const y = (dollars: number) =>
    HEIGHT - MARGIN.bottom - ((dollars - least) / (most - least)) * (HEIGHT - MARGIN.top - MARGIN.bottom)
  const drawn = lines.map(({ label, points }, index) => {
    const [endX, endY] = points.at(-1)!
    const places = points.map(([at, dollars]) => `${x(at).toFixed(1)},${y(dollars).toFixed(1)}`)
    return `<polyline points="${places.join(' ')}" fill="none" stroke="${COLOURS[index]}" stroke-width="2"/>
<text x="${(x(endX) + 6).toFixed(1)}" y="${(y(endY) + 4).toFixed(1)}" fill="${COLOURS[index]}">${label}</text>`
  })
  const named = ticks.map(
    (at) => `<text x="${x(at).toFixed(1)}" y="${HEIGHT - MARGIN.bottom + 18}" text-anchor="middle">${at}</text>`,
  )
  const levels = levelsBetween(least, most).map((dollars) => {
    const at = y(dollars).toFixed(1)
    const words = `${dollars < 0 ? '−' : ''}$${Math.abs(dollars)}`
    return `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}" stroke="#888" stroke-opacity="${dollars === 0 ? 0.8 : 0.3}"/>
<text x="${MARGIN.left - 6}" y="${Number(at) + 4}" text-anchor="end">${words}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="#888">
<title>${title}</title>
<text x="${MARGIN.left}" y="18">${title}</text>
${[...levels, ...named, ...drawn].join('\n')}
</svg>
`
}

function levelsBetween(least: number, most: number): number[] {
  const step = roundStep((most - least) / MOST_LEVELS)
  const levels: number[] = []
  for (let count = Math.ceil(least / step); count * step <= most; count += 1) {
    levels.push(Number((count * step).toPrecision(3)))
  }
  return levels
}
