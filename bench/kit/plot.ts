/** A figure with a name, and the range of the rounds of which it is the median. */
interface Bar {
  readonly label: string
  readonly value: number
  readonly spread?: readonly [number, number]
}

interface Line {
  readonly label: string
  readonly points: readonly (readonly [x: number, y: number])[]
}

/** A chart of bars or of lines. Lines go over something that grows tenfold or twofold, so both their axes are logarithmic. */
export type Chart = { readonly file: string; readonly title: string } & (
  | { readonly bars: readonly Bar[] }
  | { readonly lines: readonly Line[] }
)

const WIDTH = 720
const ROW = 26
const TOP = 34
const LABELS = 230
const FIGURES = 90
const HEIGHT = 320
const MARGIN = { left: 76, right: 170, bottom: 30 }
/** Colours of middle lightness, which can be read on white and on black. The first is ours. */
const COLOURS = ['#2f81f7', '#d9730d', '#8a63d2', '#3fa45b', '#c2557e'] as const
const GREY = '#888'
/** The height of a line of text, in pixels. */
const LINE = 14

/** Draws a chart as an SVG file without a background. */
export function draw(chart: Chart): string {
  return 'bars' in chart ? drawBars(chart.title, chart.bars) : drawLines(chart.title, chart.lines)
}

function drawBars(title: string, bars: readonly Bar[]): string {
  const room = WIDTH - LABELS - FIGURES
  const most = Math.max(...bars.flatMap(({ value, spread }) => [value, ...(spread ?? [])]))
  const rows = bars.map(({ label, value, spread }, index) => {
    const y = TOP + index * ROW
    const colour = label.startsWith('ours') ? COLOURS[0] : GREY
    const end = LABELS + (value / most) * room
    const [from, to] = (spread ?? [value, value]).map((edge) => (LABELS + (edge / most) * room).toFixed(1))
    return `<text x="${LABELS - 8}" y="${y + 15}" text-anchor="end">${escape(label)}</text>
<rect x="${LABELS}" y="${y + 2}" width="${Math.max(1, end - LABELS).toFixed(1)}" height="18" fill="${colour}" fill-opacity="0.8"/>
<path d="M${from} ${y + 11}H${to}" stroke="${GREY}" stroke-width="2"/>
<text x="${Math.max(end, Number(to)) + 6}" y="${y + 15}">${print(value)}</text>`
  })
  return frame(title, TOP + bars.length * ROW + 8, rows)
}

function drawLines(title: string, lines: readonly Line[]): string {
  const all = lines.flatMap(({ points }) => points)
  const xs = [...new Set(all.map(([x]) => x))].toSorted((a, b) => a - b)
  const [least, most] = [Math.min(...all.map(([, y]) => y)), Math.max(...all.map(([, y]) => y))]
  const x = scale([xs[0]!, xs.at(-1)!], [MARGIN.left, WIDTH - MARGIN.right])
  const bottom = 10 ** Math.floor(Math.log10(least))
  const top = 10 ** Math.ceil(Math.log10(most))
  const y = scale([bottom, top], [HEIGHT - MARGIN.bottom, TOP])
  const levels: string[] = []
  for (let level = bottom; level <= top * 1.001; level *= 10) {
    levels.push(
      `<path d="M${MARGIN.left} ${y(level)}H${WIDTH - MARGIN.right}" stroke="${GREY}" stroke-opacity="0.3"/>
<text x="${MARGIN.left - 6}" y="${Number(y(level)) + 4}" text-anchor="end">${print(level)}</text>`,
    )
  }
  const ticks = xs.map((at) => `<text x="${x(at)}" y="${HEIGHT - 10}" text-anchor="middle">${print(at)}</text>`)
  const labels = apart(lines.map(({ points }) => Number(y(points.at(-1)![1]))))
  const drawn = lines.map(({ label, points }, index) => {
    const colour = COLOURS[index % COLOURS.length]
    const [lastX] = points.at(-1)!
    return `<path d="M${points.map(([a, b]) => `${x(a)} ${y(b)}`).join('L')}" fill="none" stroke="${colour}" stroke-width="2"/>
<text x="${Number(x(lastX)) + 6}" y="${labels[index]! + 4}" fill="${colour}">${escape(label)}</text>`
  })
  return frame(title, HEIGHT, [...levels, ...ticks, ...drawn])
}

/** Moves labels apart: heights as near to the wanted ones as can be without one label on another. */
function apart(wanted: readonly number[]): number[] {
  const placed: number[] = []
  let last = -Infinity
  for (const [index, height] of [...wanted.entries()].toSorted(([, a], [, b]) => a - b)) {
    last = Math.max(height, last + LINE)
    placed[index] = last
  }
  return placed
}

function scale([from, to]: readonly [number, number], [start, end]: readonly [number, number]) {
  const span = Math.log(to / from) || 1
  return (value: number) => (start + (Math.log(value / from) / span) * (end - start)).toFixed(1)
}

function frame(title: string, height: number, parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="${GREY}">
<title>${escape(title)}</title>
<text x="8" y="18" font-weight="bold">${escape(title)}</text>
${parts.join('\n')}
</svg>
`
}

function print(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en')
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
