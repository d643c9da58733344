import { resolveConfig } from '../../src/config/config.ts'
import { reference, type Setting } from './grid.ts'
import type { Row } from './judge.ts'

/** A row, and why it is looked at. */
export interface Choice {
  readonly why: string
  readonly row: Row
}

export function referenceOf(rows: readonly Row[]): Row {
  return rows.find(({ setting }) => setting === reference)!
}

/** The defaults, and the settings that one size's figures speak for instead, if there are any. */
export function choicesAmong(rows: readonly Row[]): Choice[] {
  const bar = referenceOf(rows)
  const [webp, avif] = [defaultOf(rows, 'webp'), defaultOf(rows, 'avif')]
  const choices = [
    { why: 'reference', row: bar },
    { why: 'default', row: webp },
    { why: 'default', row: avif },
    { why: 'smallest as good as the reference', row: smallest(rows, 'webp', bar) },
    { why: 'smallest as good as the reference', row: smallest(rows, 'avif', bar) },
    { why: "smallest as good as WebP's default", row: webp && smallest(rows, 'avif', webp) },
  ]
  return choices.flatMap(({ why, row }) => (row ? [{ why, row }] : []))
}

/** The row with the fewest bytes of those that are at least as good as another by every measure, for no more CPU than the reference. */
function smallest(rows: readonly Row[], codec: Setting['codec'], bar: Row): Row | undefined {
  const good = rows.filter(
    ({ setting, cpu, ssim, butteraugli }) =>
      setting.codec === codec && cpu <= 1 && ssim >= bar.ssim && (butteraugli ?? 0) <= (bar.butteraugli ?? 0),
  )
  return good.toSorted((a, b) => a.bytes - b.bytes)[0]
}

function defaultOf(rows: readonly Row[], codec: 'webp' | 'avif'): Row | undefined {
  const { quality, effort } = resolveConfig({})
  return rows.find(
    ({ setting }) => setting.codec === codec && setting.quality === quality[codec] && setting.effort === effort[codec],
  )
}
