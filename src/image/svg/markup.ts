/** Is told what a text of XML consists of, in its order. */
export interface MarkupReader {
  /**
   * An element begins.
   *
   * @param name without its prefix
   * @param attributes as they are written
   */
  open(name: string, attributes: string): void
  /** The element that was opened last, and has not been closed, ends. */
  close(): void
  /** @param isRaw whether `&` means itself */
  characters(text: string, isRaw: boolean): void
}

/** What begins with `<` and is no tag, and what ends it: XML 1.0, 2.5 to 2.8. */
const OTHERS = [
  { begin: '<!--', end: '-->', isText: false },
  { begin: '<![CDATA[', end: ']]>', isText: true },
  { begin: '<?', end: '?>', isText: false },
]
const QUOTE_OR_END = /["'>]/g

/**
 * Reads XML from its root element on, as far as it is well-formed: whoever draws it says what is wrong with the rest. Each
 * character is looked at a few times at most, whatever the text.
 */
export function readMarkup(root: string, reader: MarkupReader): void {
  for (let at = 0; at < root.length;) {
    const next = root.indexOf('<', at)
    const end = next === -1 ? root.length : next
    if (end > at) reader.characters(root.slice(at, end), false)
    if (next === -1) return
    at = readTag(root, next, reader) ?? root.length
  }
}

/** Where the tag, or what stands in the place of one, ends; `null`: nowhere. */
function readTag(root: string, at: number, reader: MarkupReader): number | null {
  const other = OTHERS.find(({ begin }) => root.startsWith(begin, at))
  if (other !== undefined) {
    const from = at + other.begin.length
    const end = root.indexOf(other.end, from)
    if (end === -1) return null
    if (other.isText) reader.characters(root.slice(from, end), true)
    return end + other.end.length
  }
  const end = endOfTag(root, at + 1)
  if (end === null) return null
  if (root[at + 1] === '/') {
    reader.close()
    return end + 1
  }
  const isEmpty = root[end - 1] === '/'
  const tag = root.slice(at + 1, isEmpty ? end - 1 : end)
  const [name = ''] = /^[^\s/>]+/.exec(tag) ?? []
  reader.open(name.slice(name.indexOf(':') + 1), tag.slice(name.length))
  if (isEmpty) reader.close()
  return end + 1
}

/** The place of the `>` that ends a tag: one may also stand in a value. */
function endOfTag(root: string, from: number): number | null {
  for (let at = from; ;) {
    QUOTE_OR_END.lastIndex = at
    const found = QUOTE_OR_END.exec(root)
    if (found === null) return null
    if (found[0] === '>') return found.index
    const closing = root.indexOf(found[0], found.index + 1)
    if (closing === -1) return null
    at = closing + 1
  }
}
