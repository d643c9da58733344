/** A text to be copied into a website's sources. */
export interface Snippet {
  /** The tab that it stands under; those of one tab are a choice. */
  readonly tab: string
  readonly title: string
  readonly about: string
  readonly code: string
}

// Letters and the like stay as they are. Everything else is written as an escape, so that no parser, however simple, can
// take a part of the text for its own: not `</script>`, not `${…}`, not `*/`.
const NOT_PLAIN = /[^\p{L}\p{M}\p{N} !#%()*+,./:;=?@[\]^_|~-]|\*(?=\/)/gu
const NOT_PLAIN_IN_CSS = /[^\p{L}\p{M}\p{N} !#%+,./:=?@_~-]/gu
// Parentheses end a destination, and the rest might be taken for emphasis or an escape by parsers that are not strict.
const NOT_PLAIN_IN_MARKDOWN = /[!'()*<>[\\\]^`{|}~]/g
const NOT_PLAIN_IN_MARKUP = /["&'<>`{}$]|(?! )[\p{C}\p{Z}]/gu

/** Writes a string literal of JavaScript and TypeScript, which is also one in an expression of JSX or Astro. */
export function scriptString(text: string): string {
  return `"${text.replace(NOT_PLAIN, (char) => Array.from({ length: char.length }, (_, at) => unitEscape(char, at)).join(''))}"`
}

/** Writes what stands between the quotes of an attribute of HTML or of a Vue template. */
export function attributeText(text: string): string {
  return text.replace(NOT_PLAIN_IN_MARKUP, (char) => `&#${char.codePointAt(0)};`)
}

/** Writes a string of CSS: https://www.w3.org/TR/css-syntax-3/#consume-string-token */
export function cssString(text: string): string {
  return `"${text.replace(NOT_PLAIN_IN_CSS, (char) => `\\${char.codePointAt(0)!.toString(16)} `)}"`
}

/**
 * Writes a path as the destination of a link of Markdown: https://spec.commonmark.org/0.31.2/#link-destination
 *
 * @param path of a URL, so without blanks and control characters
 */
export function markdownPath(path: string): string {
  return path.replace(NOT_PLAIN_IN_MARKDOWN, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
}

function unitEscape(char: string, at: number): string {
  return `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`
}
