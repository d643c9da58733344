import { readFileSync } from 'node:fs'
import { asciiJson } from '../printable.ts'
import type { NegotiationTable } from '../config/catalogue.ts'
import { edgeTable } from './edge-table.ts'
import { legacySource } from './legacy/source.ts'
import { squeeze } from './squeeze.ts'

/** CloudFront's limit on a function. */
const MAX_BYTES = 10_240
const PLACEHOLDER = '__TABLE__'

/** The text of `negotiate.js`, without its table. */
export function readEdgeSource(): string {
  return readFileSync(new URL('./negotiate.js', import.meta.url), 'utf8')
}

/**
 * The edge function as it is shipped: the source with the table in it, then those files that a legacy dialect takes, all
 * without comments and with no more spaces than it takes.
 *
 * @throws Error where CloudFront would not take it because it is too large
 */
export function edgeText(source: string, table: NegotiationTable): string {
  if (source.split(PLACEHOLDER).length !== 2) throw new Error(`the edge function must have one ${PLACEHOLDER}`)
  const data = asciiJson(edgeTable(table))
  const whole = table.legacy === null ? source : `${source}\n${legacySource(table.legacy.dialect)}`
  const text = squeeze(whole).replace(PLACEHOLDER, () => data) // a function, or `$&` in a prefix would mean something
  const bytes = Buffer.byteLength(text)
  if (bytes <= MAX_BYTES) return text
  throw new Error(
    `the edge function would have ${bytes} bytes, and CloudFront takes ${MAX_BYTES}: ` +
      'leave out some variants, formats or prefixes, or give them shorter names',
  )
}
