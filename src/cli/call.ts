import { existsSync, readFileSync } from 'node:fs'
import { closest } from './closest.ts'
import { CALL, isClone } from './command-line.ts'

/** What was called: a command by its name, or serving, which has none. */
export type Call =
  | { readonly command: string | null; readonly args: readonly string[] }
  | { readonly say: string; readonly exitCode: 0 | 2 }

/**
 * Tells from the first words of the command line what is to be done. `help` and `version` are words as well as options,
 * since people try both.
 *
 * @param commands the words that are commands
 */
export function readCall(words: readonly string[], commands: readonly string[]): Call {
  const [word = '', ...rest] = words
  if (word === '-v' || word === '--version' || word === 'version') return { say: version(), exitCode: 0 }
  if (word === 'help') return { command: commands.find((command) => command === rest[0]) ?? null, args: ['--help'] }
  if (commands.includes(word)) return { command: word, args: rest }
  const meant = word.startsWith('-') ? null : closest(word, ['help', 'version', ...commands])
  if (meant === null || existsSync(word)) return { command: null, args: words }
  return {
    say: `there is neither a command nor a folder '${word}': did you mean '${meant}'? ${CALL} --help lists all`,
    exitCode: 2,
  }
}

/** The version of the package, for a bug report. */
function version(): string {
  const file = new URL(isClone ? '../../package.json' : '../../../package.json', import.meta.url)
  const { version }: { version: string } = JSON.parse(readFileSync(file, 'utf8'))
  return version
}
