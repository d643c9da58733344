import { referenceOf } from './choice.ts'
import type { Row } from './judge.ts'

/** One size's figures, with the title of its panel. */
export interface Panel {
  readonly title: string
  readonly rows: readonly Row[]
}

const WIDTH = 960
const HEIGHT = 350
const PLOT = { top: 64, bottom: 290, width: 250, left: 58, step: 308 }
const MOST_TICKS = 5

/** The lines, each of settings that differ in nothing but quality. */
const LINES = [
  { label: 'WebP, effort 4', kind: 'a', codec: 'webp', effort: 4, chroma: '4:2:0' },
  { label: 'WebP, effort 2', kind: 'b', codec: 'webp', effort: 2, chroma: '4:2:0' },
  { label: 'AVIF, effort 0, 4:4:4', kind: 'c', codec: 'avif', effort: 0, chroma: '4:4:4' },
  { label: 'AVIF, effort 0, 4:2:0', kind: 'd', codec: 'avif', effort: 0, chroma: '4:2:0' },
] as const

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

/** Plots bytes against loss for each size, as an SVG that follows the reader's light or dark theme. Further left and down is better. */
export function plotOf(panels: readonly Panel[]): string {
  const loss = panels.every(({ rows }) => referenceOf(rows).butteraugli !== null) ? 'Butteraugli' : '1 − SSIM'
  const legend = LINES.map(({ label, kind }, index) => {
    const x = PLOT.left + index * 210
    return `<line class="${kind}" x1="${x}" x2="${x + 22}" y1="16" y2="16" stroke-width="3"/><text x="${x + 28}" y="20">${label}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Bytes against ${loss} of WebP and AVIF in three sizes">
<style>${STYLE}</style>
<rect class="paper" width="${WIDTH}" height="${HEIGHT}"/>
${legend.join('\n')}
${panels.map((panel, index) => drawPanel(panel, PLOT.left + index * PLOT.step)).join('\n')}
<text class="middle" x="${WIDTH / 2}" y="${HEIGHT - 10}">${loss} (lower is better) over bytes, in % of WebP 80 at effort 4, whose two figures are the dashed lines</text>
</svg>
`
}

function drawPanel({ title, rows }: Panel, left: number): string {
  const bar = referenceOf(rows)
  const points = LINES.map(({ kind, codec, effort, chroma }) => ({
    kind,
    at: rows
      .filter(({ setting }) => setting.codec === codec && setting.effort === effort && setting.chroma === chroma)
      .map((row) => ({ bytes: (100 * row.bytes) / bar.bytes, loss: lossOf(row) })),
  }))
  const all = points.flatMap(({ at }) => at)
  const x = scale(
    all.map(({ bytes }) => bytes),
    left,
    left + PLOT.width,
  )
  const y = scale(
    all.map(({ loss }) => loss),
    PLOT.bottom,
    PLOT.top,
  )
  return [
    `<text class="title" x="${left}" y="${PLOT.top - 14}">${title}</text>`,
    ...y.ticks.map(
      ({ label, place }) =>
        `<line class="grid" x1="${left}" x2="${left + PLOT.width}" y1="${place}" y2="${place}"/><text class="end" x="${left - 6}" y="${place + 4}">${label}</text>`,
    ),
    ...x.ticks.map(({ label, place }) => `<text class="middle" x="${place}" y="${PLOT.bottom + 20}">${label}</text>`),
    `<line class="bar" x1="${x.place(100)}" x2="${x.place(100)}" y1="${PLOT.top}" y2="${PLOT.bottom}"/>`,
    `<line class="bar" x1="${left}" x2="${left + PLOT.width}" y1="${y.place(lossOf(bar))}" y2="${y.place(lossOf(bar))}"/>`,
    ...points.map(({ kind, at }) => {
      const places = at.map(({ bytes, loss }) => ({ x: x.place(bytes), y: y.place(loss) }))
      const dots = places.map((place) => `<circle class="${kind}" cx="${place.x}" cy="${place.y}" r="3"/>`).join('')
      return `<polyline class="${kind}" points="${places.map((place) => `${place.x},${place.y}`).join(' ')}"/>${dots}`
    }),
  ].join('\n')
}

function lossOf({ butteraugli, ssim }: Row): number {
  return butteraugli ?? 1 - ssim
}

/** Maps a range of values onto a range of places, with a little room at both ends. */
function scale(values: readonly number[], from: number, to: number) {
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

/** The next larger step that reads well. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= least)!
}
