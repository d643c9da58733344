/** Points of one kind, drawn in its colour. */
interface Series {
  readonly label: string
  readonly kind: 'a' | 'b' | 'c' | 'd'
  readonly points: readonly (readonly [x: number, y: number])[]
  /** Whether a line goes from point to point. */
  readonly isLine: boolean
}

interface Panel {
  readonly title: string
  readonly series: readonly Series[]
  /** A point through which dashed lines go. */
  readonly bar?: readonly [x: number, y: number]
}

interface Figure {
  /** What it shows, for who does not see it. */
  readonly label: string
  /** What the axes are. */
  readonly axes: string
  readonly panels: readonly Panel[]
  /** Whether x is logarithmic. */
  readonly isLog?: boolean
}

const WIDTH = 960
const HEIGHT = 350
const PLOT = { top: 64, bottom: 290, width: 250, left: 58, step: 308 }
const MOST_TICKS = 5

const STYLE = `
  svg { --paper: #fff; --ink: #24292f; --faint: #d0d7de; --a: #0969da; --b: #6cb0f5; --c: #cf222e; --d: #bc6c00 }
  @media (prefers-color-scheme: dark) {
    svg { --paper: #0d1117; --ink: #e6edf3; --faint: #30363d; --a: #2f81f7; --b: #8cc4ff; --c: #ff7b72; --d: #e3a13b }
  }
  text { font: 12px system-ui, sans-serif; fill: var(--ink) }
  .end { text-anchor: end } .middle { text-anchor: middle } .title { font-weight: 600 }
  .paper { fill: var(--paper) } .grid { stroke: var(--faint) }
  .bar { stroke: var(--ink); stroke-dasharray: 3 3 }
  polyline { fill: none; stroke-width: 2 }
  .a { stroke: var(--a) } .b { stroke: var(--b) } .c { stroke: var(--c) } .d { stroke: var(--d) }
  circle { fill: var(--paper); stroke-width: 2 }
`

/** Draws up to three panels beside each other, as an SVG that follows the reader's light or dark theme. */
export function drawPanels({ label, axes, panels, isLog = false }: Figure): string {
  const legend = panels[0]!.series.map(({ label, kind }, index) => {
    const x = PLOT.left + index * 210
    return `<line class="${kind}" x1="${x}" x2="${x + 22}" y1="16" y2="16" stroke-width="3"/><text x="${x + 28}" y="20">${label}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">
<style>${STYLE}</style>
<rect class="paper" width="${WIDTH}" height="${HEIGHT}"/>
${legend.join('\n')}
${panels.map((panel, index) => drawPanel(panel, PLOT.left + index * PLOT.step, isLog)).join('\n')}
<text class="middle" x="${WIDTH / 2}" y="${HEIGHT - 10}">${axes}</text>
</svg>
`
}

function drawPanel({ title, series, bar }: Panel, left: number, isLog: boolean): string {
  const all = series.flatMap(({ points }) => points)
  const right = left + PLOT.width
  const x = (isLog ? logScale : scale)(
    all.map(([at]) => at),
    left,
    right,
  )
  const y = scale(
    all.map(([, at]) => at),
    PLOT.bottom,
    PLOT.top,
  )
  return [
    `<text class="title" x="${left}" y="${PLOT.top - 14}">${title}</text>`,
    ...y.ticks.map(
      ({ label, place }) =>
        `<line class="grid" x1="${left}" x2="${right}" y1="${place}" y2="${place}"/><text class="end" x="${left - 6}" y="${place + 4}">${label}</text>`,
    ),
    ...x.ticks.map(({ label, place }) => `<text class="middle" x="${place}" y="${PLOT.bottom + 20}">${label}</text>`),
    ...(bar === undefined
      ? []
      : [
          `<line class="bar" x1="${x.place(bar[0])}" x2="${x.place(bar[0])}" y1="${PLOT.top}" y2="${PLOT.bottom}"/>`,
          `<line class="bar" x1="${left}" x2="${right}" y1="${y.place(bar[1])}" y2="${y.place(bar[1])}"/>`,
        ]),
    ...series.map(({ kind, points, isLine }) => {
      const places = points.map(([across, up]) => ({ x: x.place(across), y: y.place(up) }))
      const dots = places.map((place) => `<circle class="${kind}" cx="${place.x}" cy="${place.y}" r="3"/>`).join('')
      if (!isLine) return dots
      return `<polyline class="${kind}" points="${places.map((place) => `${place.x},${place.y}`).join(' ')}"/>${dots}`
    }),
  ].join('\n')
}

interface Scale {
  readonly place: (value: number) => number
  readonly ticks: readonly { label: string; place: number }[]
}

/** Maps a range of values onto a range of places, with a little room at both ends. */
function scale(values: readonly number[], from: number, to: number): Scale {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const [start, end] = [least - (most - least) / 20, most + (most - least) / 20]
  const place = (value: number) => Math.round(from + ((value - start) / (end - start)) * (to - from))
  const step = roundStep((end - start) / MOST_TICKS)
  const ticks: { label: string; place: number }[] = []
  for (let count = Math.ceil(start / step); count * step <= end; count += 1) {
    ticks.push({ label: String(Number((count * step).toPrecision(3))), place: place(count * step) })
  }
  return { place, ticks }
}

function logScale(values: readonly number[], from: number, to: number): Scale {
  const { place } = scale(values.map(Math.log10), from, to)
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const ticks = [1, 3, 10, 30, 100, 300, 1000].filter((tick) => tick >= least && tick <= most)
  return {
    place: (value) => place(Math.log10(value)),
    ticks: ticks.map((tick) => ({ label: String(tick), place: place(Math.log10(tick)) })),
  }
}

/** The next larger step that reads well. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= least)!
}
