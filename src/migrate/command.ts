import { existsSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isClone, isUsersFault, UsageFault } from '../cli/command-line.ts'
import { createProgress } from '../cli/progress.ts'
import { complain, say } from '../cli/say.ts'
import { messageOf } from '../errors.ts'
import { migrateUsage, type MigrateOptions, readMigrateOptions } from './options.ts'
import { print } from './print.ts'
import { type Demand, propose } from './propose.ts'
import { readLines } from './read-lines.ts'
import { createReaders } from './readers.ts'
import { createCounting, createTally, type Tally } from './tally.ts'
import { configText } from './write-config.ts'

const MIB = 2 ** 20

/**
 * Reads logs of another service, prints what was asked for, and writes the configuration that covers it.
 *
 * @param args what follows `migrate` on the command line
 * @returns the exit code: 0, 1 where a log could not be read or has no address that is known, 2 for a wrong call
 */
export async function migrate(args: readonly string[]): Promise<number> {
  let options: MigrateOptions | null
  try {
    options = readMigrateOptions(args)
    if (options === null) return say(migrateUsage)
    if (existsSync(options.out)) throw new UsageFault(`${options.out} is there already: name another file with --out`)
  } catch (error) {
    if (isUsersFault(error)) return complain(error.message, 2)
    throw error
  }
  const tally = createTally()
  const fault = await readAll(options.logs, tally)
  if (fault !== null) return complain(fault, 1)
  const proposal = propose(demandsOf(tally), options.cover)
  say(print(tally, proposal))
  if (tally.requests === 0) return complain('no address in it is of a form that is known', 1)
  try {
    await writeFile(options.out, configText(proposal.variants, tally, moduleFor(options.out)), { flag: 'wx' })
  } catch (error) {
    return complain(`${options.out} cannot be written: ${messageOf(error)}`, 1)
  }
  return say(`\nWritten to ${options.out}: look at it, and start with --config ${options.out}`)
}

/** Where a configuration in this file finds `defineConfig`. */
function moduleFor(file: string): string {
  if (!isClone) return 'sizewright/config'
  const path = relative(dirname(resolve(file)), fileURLToPath(new URL('../define-config.ts', import.meta.url)))
  return path.startsWith('.') ? path : `./${path}`
}

/** Counts all logs; gives what is wrong with one that cannot be read. */
async function readAll(logs: readonly string[], tally: Tally): Promise<string | null> {
  const { progress, end } = createProgress(process.stderr)
  const readers = createReaders()
  let before = 0
  for (const log of logs)
    try {
      const all = sizeOf(logs)
      const done = before
      await readLines(log, createCounting(tally, readers), (bytes) =>
        progress('MiB read', Math.floor((done + bytes) / MIB), Math.ceil(all / MIB)),
      )
      before += statSync(log).size
    } catch (error) {
      end()
      return `${log} cannot be read: ${whyUnreadable(error)}`
    }
  end()
  return null
}

/** In words that have no call of the system in them. */
function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return (
    { ENOENT: 'there is no such file', EISDIR: 'it is a folder', EACCES: 'you may not read it' }[String(code)] ??
    messageOf(error)
  )
}

function sizeOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0)
}

function demandsOf(tally: Tally): Demand[] {
  return tally.sizes.entries().map(([size, count]) => {
    const [, width, height, fit] = /^(\d*)x(\d*) (\w+)$/.exec(size) ?? []
    return { width: Number(width), height: Number(height), cover: fit === 'cover', count }
  })
}
