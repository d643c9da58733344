export interface CostRow {
  readonly memory: number
  readonly architecture: string
  readonly uploads: number
}

const WIDTH = 640
const HEIGHT = 320
const MARGIN = { left: 60, right: 90, top: 30, bottom: 45 }

/** Plots dollars for a million uploads over the function's memory, with a line for each architecture, readable on white and on black. */
export function plotCosts(rows: readonly CostRow[]): string {
  const memories = rows.map(({ memory }) => memory)
  const most = Math.max(...rows.map(({ uploads }) => uploads))
  const x = (memory: number) =>
    MARGIN.left +
    ((memory - Math.min(...memories)) / (Math.max(...memories) - Math.min(...memories))) *
      (WIDTH - MARGIN.left - MARGIN.right)
  const y = (dollars: number) => HEIGHT - MARGIN.bottom - (dollars / most) * (HEIGHT - MARGIN.top - MARGIN.bottom)
  const lines = [...new Set(rows.map(({ architecture }) => architecture))].map((architecture, index) => {
    const own = rows.filter((row) => row.architecture === architecture)
    const points = own.map(({ memory, uploads }) => `${x(memory).toFixed(1)},${y(uploads).toFixed(1)}`)
    const [endX, endY] = points.at(-1)!.split(',')
    const colour = ['#2f81f7', '#d9730d'][index]
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>
<text x="${Number(endX) + 6}" y="${Number(endY) + 4}" fill="${colour}">${architecture}</text>`
  })
  const ticks = [...new Set(memories)].map(
    (memory) =>
      `<text x="${x(memory).toFixed(1)}" y="${HEIGHT - MARGIN.bottom + 18}" text-anchor="middle">${memory}</text>`,
  )
  const levels = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = y(share * most).toFixed(1)
    return `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}" stroke="#888" stroke-opacity="0.3"/>
<text x="${MARGIN.left - 6}" y="${Number(at) + 4}" text-anchor="end">$${(share * most).toFixed(0)}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="#888">
<title>Dollars for a million uploads, by memory in MB</title>
<text x="${MARGIN.left}" y="18">Dollars for a million uploads, by the function's memory in MB</text>
${[...levels, ...ticks, ...lines].join('\n')}
</svg>
`
}
