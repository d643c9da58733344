import type { NegotiationTable } from '../config/catalogue.ts'
import { escapeKey } from '../path.ts'
import { type Box, OPEN } from '../recipe.ts'

/**
 * The negotiation table as the edge looks things up in it: with nothing to escape, to build or to search for a request,
 * and short. A variant that comes in several formats is one word, whatever they are: its other names follow from it.
 * A list is one text with a space around each word, which the edge looks through faster than it would build an object
 * of them.
 */
interface EdgeTable extends Pick<NegotiationTable, 'formats' | 'hidden' | 'longestName'> {
  /** The variants that come in the fallback format and in each of the negotiated ones: ` medium large `. */
  readonly negotiated: string
  /** The names with one format each, which may bear no ending: ` webp info `. */
  readonly fixed: string
  /** What may follow the name of a negotiated variant: ` .fallback .webp `. */
  readonly endings: string
  /** What is stored under another name than its own: `large.webp` under `webp`. */
  readonly aliases: Readonly<Record<string, string>>
  /** The escaped prefixes, as keys, so that the edge looks one up instead of searching. */
  readonly prefixes: Readonly<Record<string, 1>>
  /** The most slashes that a prefix has. */
  readonly depth: number
  /** Not there where no other service's addresses are read. */
  readonly legacy?: {
    /** The beginnings of sources and what they become, the longest first. */
    readonly sources: readonly (readonly [from: string, to: string])[]
    /** The boxes of the negotiated variants but those that pad, in their order: `150c150 600x600 320x`; `c`: it is filled. */
    readonly boxes: string
  }
}

/** Writes the negotiation table in the edge's short form. */
export function edgeTable({ formats, names, prefixes, hidden, longestName, legacy }: NegotiationTable): EdgeTable {
  const variants = Object.keys(names).filter((name) => !name.includes('.'))
  const isNegotiated = (variant: string) => `${variant}.fallback` in names
  // Nobody's old address is answered with padding, so what pads comes last, and has no box.
  const isPadded = (variant: string) => legacy !== null && legacy.boxes[variant]?.fit === 'contain'
  const negotiated = variants.filter(isNegotiated)
  const unpadded = negotiated.filter((variant) => !isPadded(variant))
  const stored = Object.entries(names).flatMap(([name, targets]) =>
    Object.entries(targets).map(([format, target]): [string, string] => [spell(name, format), target]),
  )
  return {
    formats,
    negotiated: list([...unpadded, ...negotiated.filter(isPadded)]),
    fixed: list(variants.filter((variant) => !isNegotiated(variant))),
    endings: list(['fallback', ...formats].map((format) => `.${format}`)),
    aliases: Object.fromEntries(stored.filter(([name, target]) => name !== target)),
    prefixes: Object.fromEntries(prefixes.map((prefix) => [escapeKey(prefix), 1])),
    depth: Math.max(...prefixes.map((prefix) => prefix.split('/').length - 1)),
    hidden,
    longestName,
    ...(legacy !== null && {
      legacy: {
        sources: Object.entries(legacy.sources).sort(([a], [b]) => b.length - a.length),
        boxes: unpadded.map((variant) => boxText(legacy.boxes[variant]!)).join(' '),
      },
    }),
  }
}

function boxText({ width, height, fit }: Box): string {
  const side = (length: number) => (length === OPEN ? '' : length)
  return `${side(width)}${fit === 'cover' ? 'c' : 'x'}${side(height)}`
}

/** The name that the edge looks up among the aliases: `medium` in WebP is `medium.webp`, and the fallback has no ending. */
function spell(name: string, format: string): string {
  return format === '' ? name.replace(/\.fallback$/, '') : `${name}.${format}`
}

/** One space for an empty list, or an empty word would be in it. */
function list(words: readonly string[]): string {
  return ` ${words.map((word) => `${word} `).join('')}`
}
