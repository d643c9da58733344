import { printable } from '../printable.ts'

/** What terminals show twice as wide as a letter: East Asian wide characters, and pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u
const MARK = /\p{M}/u

/** The width of a text in columns of a terminal. */
function widthOf(text: string): number {
  return Array.from(text).reduce((sum, char) => sum + (MARK.test(char) ? 0 : WIDE.test(char) ? 2 : 1), 0)
}

/** Writes a key within a width. What does not fit is cut out of its middle, for both ends tell most. */
export function showKey(key: string, width: number): string {
  const chars = Array.from(printable(key))
  if (widthOf(chars.join('')) <= width) return chars.join('')
  const half = Math.floor((width - 3) / 2)
  return `${takeColumns(chars, half)}...${Array.from(takeColumns(chars.toReversed(), half)).toReversed().join('')}`
}

function takeColumns(chars: readonly string[], width: number): string {
  let taken = ''
  for (const char of chars) {
    if (widthOf(taken + char) > width) break
    taken += char
  }
  return taken
}

/** Breaks text between words, and indents every line by as many blanks. */
export function wrap(text: string, width: number, indent: number): string {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line !== '' && indent + widthOf(line) + 1 + widthOf(word) > width) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.map((line) => ' '.repeat(indent) + line).join('\n')
}

export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`)
}

/** Aligns rows of cells in columns, two blanks apart. @param right the columns that are aligned right */
export function table(rows: readonly (readonly string[])[], right: readonly number[]): string[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell))
  }
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const blanks = ' '.repeat((widths[column] ?? 0) - widthOf(cell))
        return right.includes(column) ? blanks + cell : cell + blanks
      })
      .join('  ')
      .trimEnd(),
  )
}
