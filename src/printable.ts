// Control characters move a terminal's cursor and end a line, format characters turn text around or hide, and so on.
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu
const UNPRINTABLE_BUT_BREAKS = /(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu

/**
 * Escapes a text so that a terminal or a log can show it as one line. Keys, and the messages of others that have keys
 * in them, may hold whatever somebody chose: an unprintable character is written as JavaScript does it, `\u001b`.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escape)
}

/** Escapes a text of ours that has several lines, and keeps its line breaks. */
export function printableLines(text: string): string {
  return text.replace(UNPRINTABLE_BUT_BREAKS, escape)
}

/** Escapes JSON text, which still means the same afterwards. */
export function printableJson(json: string): string {
  return json.replace(UNPRINTABLE, escapeUnits)
}

/**
 * Writes a value as JSON in plain ASCII. That is JavaScript, too, even to older engines, to which U+2028 ends a line;
 * and it has none of the characters that XML 1.0, and with it SQS, does not know (U+FFFE).
 */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, escapeUnits)
}

function escape(char: string): string {
  const code = char.codePointAt(0) ?? 0
  return code > 0xffff ? `\\u{${code.toString(16)}}` : escapeUnit(code)
}

function escapeUnits(text: string): string {
  return Array.from({ length: text.length }, (_, at) => escapeUnit(text.charCodeAt(at))).join('')
}

/** @param unit of UTF-16 */
function escapeUnit(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`
}
