import type { TargetFormat } from '../../../src/recipe.ts'
import { markdown } from '../table.ts'
import { type Baseline, nameOf } from './baseline.ts'
import type { Figure } from './figures.ts'
import { type SizeName, sizes } from './renditions.ts'

const FORMATS: readonly TargetFormat[] = ['webp', 'fallback', 'avif']
const TITLES = { webp: 'WebP', fallback: 'fallback', avif: 'AVIF' } as const

/** A table for each size: what is delivered of each picture, and, where that was otherwise, `before → now`. */
export function deliveredTables(figures: readonly Figure[], before: Baseline): string {
  return sizes
    .filter((size) => figures.some((figure) => figure.size === size))
    .map((size) => `### Delivered: ${titleOf(size)}\n\n${tableOf(size, figures, before)}`)
    .join('\n\n')
}

function tableOf(size: SizeName, figures: readonly Figure[], before: Baseline): string {
  const rows = new Map<string, Figure[]>()
  for (const figure of figures) {
    if (figure.size === size) rows.set(figure.picture, [...(rows.get(figure.picture) ?? []), figure])
  }
  const hasButteraugli = figures.some(({ butteraugli }) => butteraugli !== null)
  const head = FORMATS.flatMap((format) => [`${TITLES[format]}, KB`, 'S2', ...(hasButteraugli ? ['Butteraugli'] : [])])
  const body = [...rows].map(([picture, row]) =>
    [picture].concat(
      ...FORMATS.map((format) =>
        cellsOf(
          row.find((figure) => figure.format === format)!,
          before,
          hasButteraugli,
        ),
      ),
    ),
  )
  return markdown([['', ...head], ...body])
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
