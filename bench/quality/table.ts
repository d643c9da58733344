import { type Choice, referenceOf } from './choice.ts'
import type { Row } from './judge.ts'

/** A table in Markdown of all rows of one size. */
export function tableOf(rows: readonly Row[], pictures: number): string {
  const bar = referenceOf(rows)
  return markdown([headOf(bar), ...rows.map((row) => cellsOf(row, bar, pictures))])
}

/** A table of some of the rows, with the reasons. */
export function choiceTableOf(choices: readonly Choice[], rows: readonly Row[], pictures: number): string {
  const bar = referenceOf(rows)
  const lines = choices.map(({ why, row }) => [why].concat(cellsOf(row, bar, pictures)))
  return markdown([['', ...headOf(bar)], ...lines])
}

/** A table in Markdown, its columns as wide as the formatter makes them. */
export function markdown(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(3, ...rows.map((row) => row[column]!.length)))
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const [head, ...body] = rows.map((row) => line(row.map((cell, column) => cell.padEnd(widths[column]!))))
  return [head, line(widths.map((width) => '-'.repeat(width))), ...body].join('\n')
}

/** Something long that a reader opens, if it is wanted. */
export function folded(title: string, content: string): string {
  return `<details><summary>${title}</summary>\n\n${content}\n\n</details>`
}

/** Rows of which all figures are the same become one, which has all their names. */
export function joined(rows: readonly (readonly string[])[]): string[][] {
  const groups = Map.groupBy(rows, ([, ...cells]) => cells.join('|'))
  return [...groups.values()].map((alike) => [alike.map(([name]) => name).join(', ')].concat(alike[0]!.slice(1)))
}

function headOf({ butteraugli }: Row): string[] {
  return ['setting', 'bytes', 'CPU', 'S2', 'SSIM', ...(butteraugli === null ? [] : ['Butteraugli']), 'as good on']
}

function cellsOf(row: Row, bar: Row, pictures: number): string[] {
  return [
    row.setting.name,
    `${Math.round((100 * row.bytes) / bar.bytes)} %`,
    row.cpu.toPrecision(2),
    row.s2.toFixed(1),
    row.ssim.toFixed(4),
    ...(row.butteraugli === null ? [] : [row.butteraugli.toFixed(3)]),
    `${row.asGood} of ${pictures}`,
  ]
}
