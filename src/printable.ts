// Control characters move a terminal's cursor and end a line, format characters turn text around or hide, and so on.
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu
const UNPRINTABLE_BUT_BREAKS = /(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu

/**
 * A text as one line of a terminal or a log can show it. Keys, and messages of others that have keys in them, may hold
 * whatever somebody chose: what is not to be seen is written as JavaScript does it, `\u001b`.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escape)
}

/** The same of a text of ours that has several lines. */
export function printableLines(text: string): string {
  return text.replace(UNPRINTABLE_BUT_BREAKS, escape)
}

/** The same of JSON, which stays what it is. */
export function printableJson(json: string): string {
  return json.replace(UNPRINTABLE, (char) =>
    Array.from({ length: char.length }, (_, at) => hex(char.charCodeAt(at))).join(''),
  )
}

function escape(char: string): string {
  const code = char.codePointAt(0) ?? 0
  return code > 0xffff ? `\\u{${code.toString(16)}}` : hex(code)
}

function hex(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`
}
