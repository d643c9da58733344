import { readFileSync } from 'node:fs'
import { asciiJson } from '../printable.ts'
import type { NegotiationTable } from '../config/catalogue.ts'
import { escapeKey } from '../path.ts'

/** CloudFront's limit on a function. */
const MAX_BYTES = 10_240
const PLACEHOLDER = '__TABLE__'

/** The text of `negotiate.js`, without its table. */
export function readEdgeSource(): string {
  return readFileSync(new URL('./negotiate.js', import.meta.url), 'utf8')
}

/** A line with nothing but a comment. None of the source's other lines begins so. */
const COMMENT = /^ *(?:\/\/|\/\*\*|\*).*\n/gm

/**
 * The edge function as it is shipped: the source with the table in it, and without its comments, which would take a
 * quarter of the room.
 *
 * @throws Error where CloudFront would not take it because it is too large
 */
export function edgeText(source: string, table: NegotiationTable): string {
  if (source.split(PLACEHOLDER).length !== 2) throw new Error(`the edge function must have one ${PLACEHOLDER}`)
  const data = asciiJson(edgeTable(table))
  const text = source.replace(COMMENT, '').replace(PLACEHOLDER, () => data) // a function, or `$&` in a prefix would mean something
  const bytes = Buffer.byteLength(text)
  if (bytes <= MAX_BYTES) return text
  throw new Error(
    `the edge function would have ${bytes} bytes, and CloudFront takes ${MAX_BYTES}: ` +
      'leave out some variants, formats or prefixes, or give them shorter names',
  )
}

/** The negotiation table as the edge looks things up in it: with nothing to escape or to search for a request, and short. */
interface EdgeTable extends Omit<NegotiationTable, 'prefixes'> {
  /** The escaped prefixes, as keys, so that the edge looks one up instead of searching. */
  readonly prefixes: Readonly<Record<string, 1>>
  /** The most slashes that a prefix has. */
  readonly depth: number
}

function edgeTable({ formats, names, prefixes, hidden, longestName }: NegotiationTable): EdgeTable {
  return {
    formats,
    names: Object.fromEntries(Object.entries(names).map(([name, targets]) => [name, withoutSelf(name, targets)])),
    prefixes: Object.fromEntries(prefixes.map((prefix) => [escapeKey(prefix), 1])),
    depth: Math.max(...prefixes.map((prefix) => prefix.split('/').length - 1)),
    hidden,
    longestName,
  }
}

/** Leaves out the fallback of a name where it is the name itself, as it is for nearly all names: the edge takes the name then. */
function withoutSelf(name: string, targets: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(targets).filter(([format, target]) => format !== '' || target !== name))
}
