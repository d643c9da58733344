/** A line with nothing but a comment, or with nothing. None of the sources' other lines begins so. */
const EMPTY = /^ *(?:(?:\/\/|\/\*\*|\*).*)?\n/gm

/** A space beside a sign. Two signs that would mean something else together (`- -`) are nowhere in the sources. */
const NEEDLESS = /^ +| ?([=+\-*/<>!&|?:,;{}()[\]]) ?/gm

/** A line break behind what cannot end a statement, or before what ends one itself. */
const BREAK = /(?<=[{([,])\n|\n(?=[)}\]])/g

/**
 * Leaves out of the edge's sources what only people need: comments, indentation, spaces beside signs, and line breaks
 * beside brackets, where they end nothing. Statements and names stay as they are, so that what runs can be read beside
 * what was written.
 */
export function squeeze(source: string): string {
  const text = source.replace(EMPTY, '')
  let dense = ''
  let from = 0
  for (let at = 0; at < text.length;) {
    const end = endOfLiteral(text, at)
    if (end === at) at++
    else {
      const isComment = text[at] === '/' && /[/*]/.test(text[at + 1] ?? '')
      const before = text.slice(from, at)
      dense += (isComment ? before.trimEnd() : before).replace(NEEDLESS, '$1') + (isComment ? '' : text.slice(at, end))
      at = from = end
    }
  }
  return (dense + text.slice(from).replace(NEEDLESS, '$1')).replace(BREAK, '')
}

/**
 * Where a text, a template, a regular expression or a comment ends that begins here, all of which are to be taken whole; the
 * same place where none does. A division has a space behind its stroke, as the formatter writes it.
 */
function endOfLiteral(text: string, at: number): number {
  const first = text[at]
  if (first === '/' && text[at + 1] === '/') return endOf(text, '\n', at) - 1
  if (first === '/' && text[at + 1] === '*') return endOf(text, '*/', at)
  if (first !== "'" && first !== '`' && (first !== '/' || text[at + 1] === ' ')) return at
  let isInClass = false
  for (let i = at + 1; i < text.length; i++) {
    const char = text[i]
    if (char === '\\') i++
    else if (char === first && !isInClass) return i + 1
    else if (first === '/' && (char === '[' || char === ']')) isInClass = char === '['
  }
  return at
}

function endOf(text: string, what: string, from: number): number {
  return text.indexOf(what, from) + what.length
}
