import { spawnSync } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Our own files, which are never where a user's fault is. */
const OWN = new URL('..', import.meta.url).href

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

/** The first line is the place's, the second the text's, and the third marks the columns, but at the end of a file. */
function typescriptPlace(stack: string): string | null {
  const [head = '', text = '', marks = ''] = stack.split('\n', 3)
  if (!/^\/.*:\d+$|^[A-Za-z]:\\.*:\d+$/.test(head)) return null
  const column = /^\s*\^+\s*$/.test(marks) ? marks.indexOf('^') : text.trimEnd().length
  return `${head}:${column + 1}`
}

function thrownPlace(stack: string): string | null {
  for (const [, url = '', at = ''] of stack.matchAll(/(file:\/\/[^\s()]+?):(\d+:\d+)\)?$/gm)) {
    if (!url.startsWith(OWN) && !url.includes('/node_modules/')) return `${fileURLToPath(url)}:${at}`
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
