import { spawnSync } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Our own files, which are never where a user's fault is. */
const OWN = new URL('..', import.meta.url).href
/** Node shows a line of the text, or two. */
const MOST_LINES = 5

/**
 * Where in a module that was imported something went wrong, as `file:line:column`, counted from one; only the file where
 * nobody tells more.
 *
 * Node says it in three ways, none of them a property: before the stack of TypeScript that cannot be read, within the stack
 * of what a module threw, and for JavaScript that cannot be read only on the way to standard error.
 */
export function placeOf(error: unknown, file: string): string {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  return typescriptPlace(stack) ?? thrownPlace(stack) ?? (isJavaScript(error, file) ? checkedPlace(file) : null) ?? file
}

/**
 * The first line is the place's; below it are the lines of the text that it takes to see the fault, of which the last has
 * its columns marked, but at the end of a file.
 */
function typescriptPlace(stack: string): string | null {
  const [head = '', ...lines] = stack.split('\n', MOST_LINES)
  if (!/^\/.*:\d+$|^[A-Za-z]:\\.*:\d+$/.test(head)) return null
  const marks = lines.find((line) => /^\s*\^+\s*$/.test(line))
  const column = marks === undefined ? (lines[0] ?? '').trimEnd().length : marks.indexOf('^')
  return `${head}:${column + 1}`
}

function thrownPlace(stack: string): string | null {
  for (const line of stack.split('\n')) {
    const begin = line.indexOf('file://')
    if (begin === -1) continue
    const parts = line.slice(begin).replace(/\)$/, '').split(':')
    const [row, column] = parts.splice(-2).map(Number)
    const url = parts.join(':')
    if (!row || !column || url.startsWith(OWN) || url.includes('/node_modules/')) continue
    return `${fileURLToPath(url)}:${row}:${column}`
  }
  return null
}

function isJavaScript(error: unknown, file: string): boolean {
  return error instanceof SyntaxError && /^\.[cm]?js$/.test(extname(file))
}

/** Asks a Node.js that only reads the file. */
function checkedPlace(file: string): string | null {
  const { stderr } = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' })
  return typescriptPlace(stderr.replace(/^file:\/\//, ''))
}
