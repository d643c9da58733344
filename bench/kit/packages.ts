import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/**
 * Makes sure of programs that npm does not bring.
 *
 * @param packages by command, the Debian package it is in
 * @throws naming every package that is missing
 */
export async function needPackages(packages: Readonly<Record<string, string>>): Promise<void> {
  const missing = new Set<string>()
  for (const [command, name] of Object.entries(packages)) if (!(await isThere(command))) missing.add(name)
  if (missing.size > 0) throw new Error(`this needs more programs: apt-get install ${[...missing].join(' ')}`)
}

async function isThere(command: string): Promise<boolean> {
  const found = await promisify(execFile)('bash', ['-c', `command -v ${command}`]).catch(() => null)
  return found !== null
}
