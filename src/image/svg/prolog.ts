/**
 * Everything from an SVG's root element on; `null` where the text is none. XML 1.0, 2.8: before it there may be comments,
 * instructions and a document type. Each character is looked at once or twice, whatever the text.
 */
export function rootOf(text: string): string | null {
  let at = skipBlanks(text, 0)
  while (text[at] === '<') {
    const next = endOfMarkup(text, at)
    if (next === null) return isSvgTag(text, at) ? text.slice(at) : null
    if (next === -1) return null // it does not end within what was read
    at = skipBlanks(text, next)
  }
  return null
}

/**
 * Whether a document type declares an entity that is a parameter, lies elsewhere or holds others: XML 1.0, 4.2. A
 * kilobyte of these can stand for a gigabyte. Found wherever it stands, in a comment, too: better than one that hides.
 */
export function declaresEntities(text: string): boolean {
  // A declaration's name ends at the next `<`, and its value at the next quote, so that no two of them share more.
  for (const { 0: begin, index } of text.matchAll(/<!ENTITY\s[^"'<>]*/gi)) {
    const said = begin.slice('<!ENTITY'.length).trimStart()
    if (said.startsWith('%') || /\b(?:SYSTEM|PUBLIC)\b/i.test(said)) return true
    const from = index + begin.length
    const quote = text[from]
    if (quote !== '"' && quote !== "'") continue
    const end = text.indexOf(quote, from + 1)
    if (text.slice(from + 1, end === -1 ? undefined : end).includes('&')) return true
  }
  return false
}

/** The text without an XML declaration, which may only stand first. */
export function withoutDeclaration(text: string): string {
  const at = skipBlanks(text, 0)
  if (!/^<\?xml\s$/.test(text.slice(at, at + 6))) return text
  const end = endOfMarkup(text, at)
  return end === null || end === -1 ? text : text.slice(end)
}

/** Where a comment, instruction or document type ends that begins here; -1: nowhere, `null`: none begins here. */
function endOfMarkup(text: string, at: number): number | null {
  if (text.startsWith('<!--', at)) return after(text, '-->', at + 4)
  if (text.startsWith('<?', at)) return after(text, '?>', at + 2)
  const isType = /^<!doctype(?!\w)/i.test(text.slice(at, at + 10))
  return isType ? endOfType(text, at + 9) : null
}

/** XML 1.0, 2.8: `>` and brackets may stand in quotes, and in what stands within the brackets. */
function endOfType(text: string, from: number): number {
  const delimiter = /["'<>[\]]/g
  let isInside = false
  let at = from
  for (;;) {
    delimiter.lastIndex = at
    const found = delimiter.exec(text)
    if (found === null) return -1
    const { 0: character, index } = found
    if (character === '>' && !isInside) return index + 1
    if (character === '[' || character === ']') isInside = character === '['
    const next = character === '"' || character === "'" ? after(text, character, index + 1) : skipMarkup(text, index)
    if (next === -1) return -1
    at = next
  }
}

/** Behind a comment or an instruction, in which quotes mean nothing, or behind the one character. */
function skipMarkup(text: string, at: number): number {
  if (text.startsWith('<!--', at)) return after(text, '-->', at + 4)
  return text.startsWith('<?', at) ? after(text, '?>', at + 2) : at + 1
}

function isSvgTag(text: string, at: number): boolean {
  const name = /[^\w.:-]/g
  name.lastIndex = at + 1
  const end = name.exec(text)
  return end !== null && /[\s/>]/.test(end[0]) && /^(?:[\w.-]+:)?svg$/i.test(text.slice(at + 1, end.index))
}

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from)
  return at === -1 ? -1 : at + end.length
}

/** Where the blanks end that begin here: the characters that `trim` takes, byte order mark included. */
function skipBlanks(text: string, from: number): number {
  const blanks = /\s*/y
  blanks.lastIndex = from
  blanks.exec(text)
  return blanks.lastIndex
}
