import { sharesAtEqualScore, type Shares, sharesOf } from './equal-score.ts'
import { jpeg } from './grid.ts'
import type { Row } from './judge.ts'
import { markdown } from './table.ts'

const ON_A_PAGE = 20

/**
 * What twenty medium pictures weigh, if they are like those measured: against JPEG at the quality of the fallback, which is
 * better than any other default, and against JPEGs that are just as good as each of them.
 */
export function pageTable(rows: readonly Row[]): string {
  const fallback = rows.find(({ setting }) => setting === jpeg)!
  const shown = rows.filter(
    ({ setting: { codec, quality, effort, chroma } }) =>
      (codec === 'jpeg' && quality >= 75) ||
      (codec === 'webp' && quality === 80 && effort % 2 === 0) ||
      (codec === 'avif' && effort === 0 && quality >= 50 && chroma === '4:2:0'),
  )
  const jpegs = rows.filter(({ setting }) => setting.codec === 'jpeg')
  const kilobytes = ({ bytes, pictures }: Row) => (bytes / pictures.length / 1000) * ON_A_PAGE
  return markdown([
    ['twenty medium pictures', 'KB', 'against JPEG 85', 'S2', 'against JPEG of that S2, by mean', 'by sum'],
    ...shown.map((row) => {
      const equal = row.setting.codec === 'jpeg' ? null : sharesAtEqualScore(row, jpegs)
      return [
        row.setting.name,
        kilobytes(row).toFixed(0),
        less(sharesOf(row, fallback), 'sum'),
        row.s2.toFixed(1),
        equal === null ? '' : less(equal, 'mean'),
        equal === null ? '' : less(equal, 'sum'),
      ]
    }),
  ])
}

function less(shares: Shares, kind: keyof Shares): string {
  return `${Math.round(100 * (shares[kind] - 1))} %`.replace('-', '−')
}
