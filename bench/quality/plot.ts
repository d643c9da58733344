import { referenceOf } from './choice.ts'
import type { Row } from './judge.ts'
import { drawPanels } from './panels.ts'

/** One size's figures, with the title of its panel. */
export interface Panel {
  readonly title: string
  readonly rows: readonly Row[]
}

/** The lines, each of settings that differ in nothing but quality. */
const LINES = [
  { label: 'WebP, effort 4', kind: 'a', codec: 'webp', effort: 4, chroma: '4:2:0' },
  { label: 'WebP, effort 2', kind: 'b', codec: 'webp', effort: 2, chroma: '4:2:0' },
  { label: 'AVIF, effort 0, 4:4:4', kind: 'c', codec: 'avif', effort: 0, chroma: '4:4:4' },
  { label: 'AVIF, effort 0, 4:2:0', kind: 'd', codec: 'avif', effort: 0, chroma: '4:2:0' },
] as const

/** Plots bytes against quality for each size. Further left and up is better. */
export function plotOf(panels: readonly Panel[]): string {
  return drawPanels({
    label: 'Bytes against SSIMULACRA 2 of WebP and AVIF in three sizes',
    axes: 'SSIMULACRA 2 (higher is better) over bytes, in % of WebP 80 at effort 4, whose two figures are the dashed lines',
    panels: panels.map(({ title, rows }) => {
      const bar = referenceOf(rows)
      const pointOf = (row: Row) => [(100 * row.bytes) / bar.bytes, row.s2] as const
      const series = LINES.map(({ label, kind, codec, effort, chroma }) => {
        const line = rows.filter(
          ({ setting }) => setting.codec === codec && setting.effort === effort && setting.chroma === chroma,
        )
        return { label, kind, points: line.map(pointOf), isLine: true }
      })
      return { title, series, bar: pointOf(bar) }
    }),
  })
}
