import type { TargetFormat } from '../../../src/recipe.ts'
import { mean } from '../../kit/rounds.ts'
import { folded, joined, markdown } from '../table.ts'
import { type Baseline, nameOf } from './baseline.ts'
import type { Figure } from './figures.ts'
import { isPhoto } from './goals.ts'
import { type SizeName, sizes } from './renditions.ts'

const FORMATS: readonly TargetFormat[] = ['webp', 'fallback', 'avif']
const TITLES: Partial<Record<TargetFormat, string>> = { webp: 'WebP', fallback: 'fallback', avif: 'AVIF' }

/**
 * What is delivered of all graphics together, and, folded, of each picture in each size. Where something was otherwise, a
 * cell says `before → now`.
 */
export function deliveredTables(figures: readonly Figure[], before: Baseline): string {
  const graphics = figures.filter(({ picture }) => !isPhoto(picture))
  return [
    sumTable(graphics, before),
    ...sizes
      .filter((size) => figures.some((figure) => figure.size === size))
      .map((size) => folded(`Each picture, ${titleOf(size)}`, tableOf(size, figures, before))),
  ].join('\n\n')
}

function sumTable(graphics: readonly Figure[], before: Baseline): string {
  const head = FORMATS.flatMap((format) => [`${TITLES[format]}, KB`, 'mean S2', 'lowest'])
  const body = [...Map.groupBy(graphics, ({ size }) => size)].map(([size, these]) =>
    [titleOf(size)].concat(
      FORMATS.flatMap((format) => {
        const now = these.filter((figure) => figure.format === format)
        const then = now.map((figure) => before.get(nameOf(figure)) ?? figure)
        const earlier = sumCells(then)
        return sumCells(now).map((cell, index) => change(earlier[index]!, cell))
      }),
    ),
  )
  return markdown([['all graphics', ...head], ...body])
}

function sumCells(figures: readonly Figure[]): string[] {
  const scores = figures.map(({ s2 }) => s2)
  return [
    kilobytes(figures.reduce((sum, { bytes }) => sum + bytes, 0)),
    mean(scores).toFixed(1),
    Math.min(...scores).toFixed(1),
  ]
}

function tableOf(size: SizeName, figures: readonly Figure[], before: Baseline): string {
  const these = figures.filter((figure) => figure.size === size)
  const hasButteraugli = figures.some(({ butteraugli }) => butteraugli !== null)
  const head = FORMATS.flatMap((format) => [`${TITLES[format]}, KB`, 'S2', ...(hasButteraugli ? ['Butteraugli'] : [])])
  const rows = [...Map.groupBy(these, ({ picture }) => picture)].map(([picture, row]) => {
    const cells = FORMATS.flatMap((format) => {
      const figure = row.find((one) => one.format === format)!
      return cellsOf(figure, before, hasButteraugli)
    })
    return [picture].concat(cells)
  })
  return markdown([['', ...head], ...joined(rows)])
}

function cellsOf(now: Figure, before: Baseline, hasButteraugli: boolean): string[] {
  const then = before.get(nameOf(now)) ?? now
  const type = now.format === 'fallback' ? ` ${now.type.toUpperCase()}` : ''
  const cells = [
    `${change(kilobytes(then.bytes), kilobytes(now.bytes))}${type}`,
    change(then.s2.toFixed(1), now.s2.toFixed(1)),
  ]
  if (hasButteraugli) cells.push(change(then.butteraugli?.toFixed(2) ?? '', now.butteraugli?.toFixed(2) ?? ''))
  return cells
}

function titleOf(size: SizeName): string {
  if (size === 'native') return 'their own size'
  return `${size} × ${size} ${size === '150' ? 'cover' : 'inside'}`
}

function kilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1)
}

function change(then: string, now: string): string {
  return then === now ? now : `${then} → ${now}`
}
