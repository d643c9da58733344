import { createCatalogue } from '../../src/config/catalogue.ts'
import { resolveConfig } from '../../src/config/config.ts'
import { decoders } from '../../src/image/sniff.ts'
import { reference, type Setting } from './grid.ts'
import { isAsGood, type Row } from './judge.ts'

/** A row, and why it is looked at. */
export interface Choice {
  readonly why: string
  readonly row: Row
}

export function referenceOf(rows: readonly Row[]): Row {
  return rows.find(({ setting }) => setting === reference)!
}

/**
 * The defaults, and the settings that one size's figures speak for instead, if there are any.
 *
 * @param side of the variant's box, in pixels
 */
export function choicesAmong(rows: readonly Row[], side: number): Choice[] {
  const bar = referenceOf(rows)
  const [webp, avif] = [defaultOf(rows, side, 'webp'), defaultOf(rows, side, 'avif')]
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

/** The row with the fewest bytes of those that are as good as another, for no more CPU than the reference. */
function smallest(rows: readonly Row[], codec: Setting['codec'], bar: Row): Row | undefined {
  const good = rows.filter((row) => row.setting.codec === codec && row.cpu <= 1 && isAsGood(row, bar))
  return good.toSorted((a, b) => a.bytes - b.bytes)[0]
}

/** What the default variant of a size is encoded with; some have a quality of their own. */
function defaultOf(rows: readonly Row[], side: number, codec: 'webp' | 'avif'): Row | undefined {
  const { pictures } = createCatalogue(resolveConfig({ formats: ['avif', 'webp'] }), decoders)
  const { quality, effort } = [...pictures.values()].find(
    ({ box, encoding }) => box.width === side && encoding.format === codec,
  )!.encoding
  // Of AVIF, image/encode takes 4:2:0 for photos.
  return rows.find(
    ({ setting }) =>
      setting.codec === codec && setting.quality === quality && setting.effort === effort && setting.chroma === '4:2:0',
  )
}
