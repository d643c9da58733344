const REFERENCE = /&(?:#x([0-9a-f]+)|#([0-9]+)|([^\s;&<#]+));/gi

/**
 * The entities that a document type declares, by their names: XML 1.0, 4.2. None holds another, for such a drawing has been
 * refused.
 *
 * @param prolog what stands before the root element
 */
export function declaredEntities(prolog: string): Map<string, string> {
  const entities = new Map<string, string>()
  for (const { 0: begin, 1: name = '', index } of prolog.matchAll(/<!ENTITY\s+([^\s"'<>]+)\s+["']/g)) {
    const from = index + begin.length
    const end = prolog.indexOf(begin.at(-1)!, from)
    if (end !== -1 && !entities.has(name)) entities.set(name, prolog.slice(from, end)) // the first one binds
  }
  return entities
}

/** What stands in some text for something else. */
export interface References {
  /** Code points that are given by their numbers, which may be too large for any. */
  readonly numbers: readonly number[]
  /** The names of entities. */
  readonly names: readonly string[]
}

/** @param text without markup */
export function referencesIn(text: string): References {
  const numbers: number[] = []
  const names: string[] = []
  if (text.includes('&')) {
    for (const [, hexadecimal, decimal, name] of text.matchAll(REFERENCE)) {
      if (name !== undefined) names.push(name)
      else numbers.push(hexadecimal === undefined ? Number.parseInt(decimal!, 10) : Number.parseInt(hexadecimal, 16))
    }
  }
  return { numbers, names }
}

/** What shows something, however it is drawn: all but blanks, also those of no width. */
const VISIBLE = /[^\s\u200b]/

/**
 * Tells whether some text is blank, in whatever way it is written.
 *
 * @param entities those that are declared
 */
export function createBlanks(entities: ReadonlyMap<string, string>): (text: string, isRaw: boolean) => boolean {
  const names = new Set<string>()
  // Each is looked at once, however often it is named. That of HTML is known to many who write it, but to no XML.
  for (const [name, value] of [['nbsp', '\u00a0'], ...entities] as const) {
    if (VISIBLE.test(value)) names.delete(name)
    else names.add(name)
  }
  const isBlankNumber = (number: number) => number <= 0xffff && !VISIBLE.test(String.fromCharCode(number))
  return (text, isRaw) => {
    if (isRaw || !text.includes('&')) return !VISIBLE.test(text)
    if (VISIBLE.test(text.replaceAll(REFERENCE, ''))) return false
    const found = referencesIn(text)
    return found.numbers.every(isBlankNumber) && found.names.every((name) => names.has(name))
  }
}
