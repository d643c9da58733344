import { printableLines } from '../printable.ts'

/** Prints what was asked for. @returns the exit code */
export function say(text: string): 0 {
  process.stdout.write(`${text}\n`)
  return 0
}

/** Prints what went wrong where a person looks, and no answer is read. @returns the exit code, which is given */
export function complain(message: string, code: number): number {
  process.stderr.write(`sizewright: ${printableLines(message)}\n`)
  return code
}
