/** Names may be of any letters, and values may hold a `>`: XML 1.0, 2.3 and 3.1. Each begins where the one before ends. */
const ATTRIBUTE = /\s+([^\s=/>"']+)\s*=\s*("[^"<]*"|'[^'<]*')/gy

export interface Attribute {
  /** As it is written, with the blanks before it. */
  readonly text: string
  readonly name: string
  readonly value: string
}

/**
 * The attributes of a tag in the order of the text, as far as they are well-formed.
 *
 * @param written what stands behind the tag's name
 */
export function* attributesIn(written: string): Generator<Attribute> {
  for (const [text, name = '', value = ''] of written.matchAll(ATTRIBUTE)) {
    yield { text, name, value: value.slice(1, -1) }
  }
}

/** @param written what stands behind the tag's name */
export function valueOf(written: string, name: string): string | null {
  if (!written.includes(name)) return null
  for (const attribute of attributesIn(written)) if (attribute.name === name) return attribute.value
  return null
}
