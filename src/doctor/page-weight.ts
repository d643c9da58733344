import type { Catalogue } from '../config/catalogue.ts'
import { type Estimate, expand } from './extrapolate.ts'
import type { Trial } from './trial.ts'
import type { Stratum } from './trials.ts'

const PICTURES = 20

/** What a page of many pictures makes its visitors load, in bytes. */
export interface Page {
  readonly pictures: number
  /** Those of the sample that the other figures are of, as they are. */
  readonly originals: Estimate
  readonly sizes: readonly {
    readonly variant: string
    /** What a browser gets that asks for this format; `fallback` where it asks for none, `always` where it has no choice. */
    readonly format: string
    readonly bytes: Estimate
  }[]
}

/** By the mean of the pictures that could be rendered. */
export function weighPage(
  { trials, population }: Stratum,
  { table, pictures }: Pick<Catalogue, 'table' | 'pictures'>,
): Page {
  const rendered = trials.filter(({ refused }) => refused === null)
  const all = Math.round((population * rendered.length) / trials.length)
  const weigh = (bytesOf: (trial: Trial) => number) => onPage(expand(rendered.map(bytesOf), all), all)
  const sizes = Object.entries(table.names)
    .filter(([variant]) => variant !== 'info' && !variant.includes('.'))
    .flatMap(([variant, byFormat]) =>
      Object.entries(byFormat).map(([format, name]) => ({
        variant,
        format: format !== '' ? format : pictures.get(name)?.encoding.format === 'fallback' ? 'fallback' : 'always',
        bytes: weigh(({ stored }) => stored.get(name) ?? 0),
      })),
    )
  return { pictures: PICTURES, originals: weigh(({ size }) => size), sizes }
}

function onPage({ value, plusMinus }: Estimate, all: number): Estimate {
  const share = all === 0 ? 0 : PICTURES / all
  return { value: value * share, plusMinus: plusMinus === null ? null : plusMinus * share }
}
