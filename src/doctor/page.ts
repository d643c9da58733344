import type { Catalogue } from '../catalogue.ts'
import type { Trial } from './trial.ts'

const PICTURES = 20

/** What a page of many pictures makes its visitors load, in bytes. */
export interface Page {
  readonly pictures: number
  /** Those of the sample that the other figures are of, as they are. */
  readonly originals: number
  readonly sizes: readonly {
    readonly variant: string
    /** What a browser gets that asks for this format; `fallback` where it asks for none, `always` where it has no choice. */
    readonly format: string
    readonly bytes: number
  }[]
}

/** By the mean of the pictures that could be rendered. */
export function weighPage(trials: readonly Trial[], { table, pictures }: Pick<Catalogue, 'table' | 'pictures'>): Page {
  const rendered = trials.filter(({ refused }) => refused === null)
  const weight = (bytesOf: (trial: Trial) => number) =>
    rendered.length === 0 ? 0 : (PICTURES * rendered.reduce((sum, trial) => sum + bytesOf(trial), 0)) / rendered.length
  const sizes = Object.entries(table.names)
    .filter(([variant]) => variant !== 'info' && !variant.includes('.'))
    .flatMap(([variant, byFormat]) =>
      Object.entries(byFormat).map(([format, name]) => ({
        variant,
        format: format !== '' ? format : pictures.get(name)?.encoding.format === 'fallback' ? 'fallback' : 'always',
        bytes: weight(({ stored }) => stored.get(name) ?? 0),
      })),
    )
  return { pictures: PICTURES, originals: weight(({ size }) => size), sizes }
}
