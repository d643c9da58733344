import type { Catalogue } from '../config/catalogue.ts'
import { type Estimate, extrapolate, scaleEstimate } from './extrapolate.ts'
import type { Trial } from './trial.ts'
import type { Stratum } from './trials.ts'

/** How many pictures the page has. */
const PICTURES = 20

/** The page weight: what a page of many pictures makes its visitors load, in bytes. */
export interface PageWeight {
  readonly pictures: number
  /** The originals of the same pictures, as they are. */
  readonly originals: Estimate
  readonly sizes: readonly {
    readonly variant: string
    /** The format that the browser asks for: `fallback` where it asks for none, `always` where it has no choice. */
    readonly format: string
    readonly bytes: Estimate
  }[]
}

/** Weighs a page by the mean of the pictures that could be rendered. */
export function weighPage(
  { trials, population }: Stratum,
  { table, pictures }: Pick<Catalogue, 'table' | 'pictures'>,
): PageWeight {
  const rendered = trials.filter(({ refused }) => refused === null)
  const all = Math.round((population * rendered.length) / trials.length)
  const share = all === 0 ? 0 : PICTURES / all
  const weigh = (bytesOf: (trial: Trial) => number) => scaleEstimate(extrapolate(rendered.map(bytesOf), all), share)
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
